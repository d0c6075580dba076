import type { SampleFolder } from './extract/csv/sample-folder.ts';
import type { Mapping } from './mapping/mapping-folder.ts';
import { type InventoryRecord, toRecords } from './mapping/records.ts';
import type { XsltEngine } from './mapping/xslt-engine.ts';
import { formatCounts, formatFaulty, type Say } from './report.ts';
import { showChanges } from './run-connector.ts';
import type { RunOutcome } from './runs/run-outcome.ts';
import type { CmdbClient } from './submit/cmdb-client.ts';
import { RecordSender } from './submit/record-sender.ts';
import { type ResolvedNames, resolveNames } from './submit/resolve-names.ts';
import { planRun } from './submit/settle-run.ts';

/** What the author of a mapping wants to see of one document. */
export interface SampleParts {
  readonly mapping: Mapping;
  readonly engine: XsltEngine;
  readonly sample: SampleFolder;
  /** Print the records, a line of JSON each, in place of the cards. */
  readonly asRecords: boolean;
  /** Ask this CMDB what it would do with them. */
  readonly cmdb: { readonly client: CmdbClient; readonly source: string } | undefined;
  readonly say: Say;
  readonly complain: Say;
}

/** How often the stylesheet is timed once it is warm. */
const timings = 5;

/** Maps the documents of a sample and shows the cards or records, all faults, how long the stylesheet took, and what the CMDB would do. */
export async function mapSample(parts: SampleParts): Promise<RunOutcome> {
  const { mapping, engine, sample, say, complain } = parts;
  const names: ResolvedNames | undefined =
    parts.cmdb === undefined ? undefined : await resolveNames(parts.cmdb.client, mapping.described);
  const classes = names?.classes ?? mapping.classes;
  const records: InventoryRecord[] = [];
  const rejected = [...sample.rejected];
  let firstMs: number | undefined;
  for (const document of sample.documents) {
    const { result, ms } = await time(() => engine.transform(document));
    for (const message of result.messages) complain(message);
    const mapped = toRecords(result.output, classes, 'output', names?.domains);
    if (parts.asRecords) for (const record of mapped.records) say(JSON.stringify(record));
    else say(result.output.trimEnd());
    records.push(...mapped.records);
    rejected.push(...mapped.rejected);
    firstMs ??= ms;
  }
  for (const note of sample.notes) complain(note);
  for (const record of rejected) complain(formatFaulty(record));
  complain(`${records.length} records, ${rejected.length} faulty`);
  const [document] = sample.documents;
  if (document !== undefined) complain(await describeTimes(engine, document, firstMs ?? 0));
  const refused = names === undefined ? 0 : await askCmdb(parts, names, records, rejected.length);
  return rejected.length + refused === 0 ? 'applied' : 'applied with faults';
}

/** Plans the records in a dry run, which writes nothing, and shows the plan. Gives how many records the CMDB refused. */
async function askCmdb(
  { mapping, cmdb, complain }: SampleParts,
  names: ResolvedNames,
  records: readonly InventoryRecord[],
  faulty: number,
): Promise<number> {
  if (cmdb === undefined) return 0;
  const { client, source } = cmdb;
  await client.putSource(source, `Inventory by the mapping ${mapping.name}`);
  const run = await client.startRun(source, mapping.version, names.described, true);
  const sender = new RecordSender(client, run.id, () => undefined);
  for (const record of records) await sender.add(record);
  await sender.finish();
  for (const refused of sender.refused) complain(formatFaulty(refused));
  // A sample is never all that there is: nothing may count as gone.
  await client.closeRun(run.id, { read: records.length + faulty, errors: faulty, complete: false });
  const planned = await planRun(client, run.id);
  complain(`the CMDB would: ${formatCounts(planned.counts)}`);
  await showChanges(client, planned, complain);
  return sender.refused.length;
}

async function time<T>(work: () => Promise<T>): Promise<{ result: T; ms: number }> {
  const start = performance.now();
  const result = await work();
  return { result, ms: performance.now() - start };
}

/** How long a document took at first, and the median of some more times. */
async function describeTimes(engine: XsltEngine, document: string, firstMs: number): Promise<string> {
  const all: number[] = [];
  for (let count = 0; count < timings; count += 1) {
    all.push((await time(() => engine.transform(document))).ms);
  }
  const median = all.sort((a, b) => a - b)[Math.floor(timings / 2)] ?? 0;
  return `stylesheet: ${firstMs.toFixed(1)} ms, then ${median.toFixed(1)} ms`;
}
