import { formatCsvLine, removeGuard } from '@popis/csv';
import type { Tx } from '../platform/database/database.ts';
import type { ImportJob } from './import-job.ts';
import { listRows } from './imports.read-model.ts';

const rowsAtOnce = 500;

/** The faulty rows of an import as CSV, a batch at a time. */
export async function* writeFaultyRows(tx: Tx, job: ImportJob): AsyncGenerator<string> {
  const { columns } = job;
  yield `\ufeff${formatCsvLine([...columns.map((column) => column.heading), '_faults'], ',')}`;
  let after = 0;
  for (;;) {
    const rows = await listRows(tx, job.id, { verdict: 'fault', after, limit: rowsAtOnce });
    const lines = rows.map(({ cells, faults }) => {
      const said = (faults ?? []).map(({ path, message }) => `${path} ${message}`.trim()).join('; ');
      return formatCsvLine([...columns.map((_column, place) => removeGuard(cells[place] ?? '')), said], ',');
    });
    if (lines.length > 0) yield lines.join('');
    after = rows.at(-1)?.number ?? after;
    if (rows.length < rowsAtOnce) return;
  }
}
