import { openAsBlob } from 'node:fs';
import { chmod, mkdtemp, rm, stat, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { token, withCmdb } from '../measure/cmdb.ts';
import { heapEnv } from '../measure/heap.ts';
import { type MemoryUse, readMemoryMiB, withMemory } from '../measure/memory.ts';
import { note, printTable, writeResult } from '../measure/report.ts';
import { writeCsvFile, writeXlsxFile } from './files.ts';

/** What is to be measured. */
export interface ExchangeOptions {
  /** Rows of the large CSV file; the small one has a twentieth, workbooks half of both. */
  rows: number;
  /** Most MiB that JavaScript values may take in `cmdb-api`; empty = what Node.js thinks right. */
  heap: string;
}

interface Step extends MemoryUse {
  name: string;
  rows: number;
  /** Of the file. */
  MiB: number;
  seconds: number;
  rowsPerSecond: number;
}

interface Api {
  url: string;
  pid: number;
  folder: string;
}

const bytesPerRow = 12_000;

/**
 * Measures files in and out of the CMDB, small ones and then ones twenty times as large, on an embedded PostgreSQL of its own. This process
 * makes the files and sends them; the memory is that of the `cmdb-api` process.
 */
export async function benchExchange({ rows, heap }: ExchangeOptions): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'popis-bench-exchange-'));
  await refuseFullDisk(folder, rows);
  // Run by root, PostgreSQL's own user has to pass through.
  await chmod(folder, 0o711);
  const env = heapEnv(heap);
  try {
    await withCmdb(folder, async ({ startApi }) => {
      const service = await startApi(env);
      try {
        const api = { url: service.url, pid: service.pid, folder };
        const baseMiB = await readMemoryMiB(api.pid);
        await report(await measureBoth(api, rows), { rows, heap, baseMiB });
      } finally {
        await service.stop();
      }
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureBoth(api: Api, rows: number): Promise<Step[]> {
  const steps: Step[] = [];
  for (const [prefix, count] of [
    ['S', Math.ceil(rows / 20)],
    ['L', rows],
  ] as const) {
    for await (const step of measure(api, prefix, count)) {
      steps.push(step);
      note(
        `${step.name}, ${step.rows} rows: ${Math.round(step.rowsPerSecond)}/s, MiB ${step.overTimeMiB.join(' ')}`,
      );
    }
  }
  return steps;
}

async function refuseFullDisk(folder: string, rows: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < rows * bytesPerRow) throw new Error(`Not enough room in ${folder}`);
}

async function* measure(api: Api, prefix: string, rows: number): AsyncGenerator<Step> {
  const csv = path.join(api.folder, 'computers.csv');
  await writeCsvFile(csv, prefix, rows);
  yield* importFile(api, 'CSV', csv, rows);
  for (const format of ['csv', 'json', 'xlsx']) yield await exportFile(api, format, prefix, rows);
  const xlsx = path.join(api.folder, 'computers.xlsx');
  await writeXlsxFile(xlsx, prefix, Math.ceil(rows / 2));
  yield* importFile(api, 'XLSX', xlsx, Math.ceil(rows / 2));
}

async function* importFile(api: Api, kind: string, file: string, rows: number): AsyncGenerator<Step> {
  const MiB = (await stat(file)).size / 1024 / 1024;
  let id = '';
  yield await step(api, `${kind} in: upload`, rows, MiB, async () => {
    const form = new FormData();
    form.set('file', await openAsBlob(file), path.basename(file));
    const answer: { id: string } = await call(api, 'POST', '/classes/Computer/imports', form);
    id = answer.id;
  });
  yield await step(api, `${kind} in: check`, rows, MiB, () => until(api, id, 'checked', rows));
  await call(api, 'POST', `/imports/${id}/apply`, '{}');
  yield await step(api, `${kind} in: write`, rows, MiB, () => until(api, id, 'applied', rows));
}

/** Waits for a state in which every row has a verdict, none of them a fault. */
async function until(api: Api, id: string, state: string, rows: number): Promise<void> {
  for (;;) {
    const job: { state: string; counts: Record<string, number> } = await call(api, 'GET', `/imports/${id}`);
    const { create = 0, update = 0, unchanged = 0 } = job.counts;
    if (job.state === state && create + update + unchanged === rows) return;
    if (job.state === state || job.state === 'failed') throw new Error(`import: ${JSON.stringify(job)}`);
    await setTimeout(250);
  }
}

async function exportFile(api: Api, format: string, prefix: string, rows: number): Promise<Step> {
  const filter = JSON.stringify({ attribute: 'Code', operator: 'begin', value: prefix });
  const address = `/classes/Computer/cards/export?format=${format}&filter=${encodeURIComponent(filter)}&sort=Code`;
  let bytes = 0;
  const measured = await step(api, `${format.toUpperCase()} out`, rows, 0, async () => {
    const response = await send(api, 'GET', address);
    for await (const chunk of response.body ?? []) bytes += chunk.length;
  });
  return { ...measured, MiB: bytes / 1024 / 1024 };
}

async function step(
  api: Api,
  name: string,
  rows: number,
  MiB: number,
  work: () => Promise<void>,
): Promise<Step> {
  const since = performance.now();
  const { memory } = await withMemory(api.pid, work);
  const seconds = (performance.now() - since) / 1_000;
  return { name, rows, MiB, seconds, rowsPerSecond: rows / seconds, ...memory };
}

async function send(
  { url }: Api,
  method: string,
  address: string,
  body?: string | FormData,
): Promise<Response> {
  const headers = new Headers({ authorization: `Bearer ${token}` });
  if (typeof body === 'string') headers.set('content-type', 'application/json');
  const response = await fetch(`${url}/api${address}`, { method, headers, ...(body && { body }) });
  if (!response.ok) throw new Error(`${method} ${address}: ${response.status} ${await response.text()}`);
  return response;
}

async function call<Body>(
  api: Api,
  method: string,
  address: string,
  body?: string | FormData,
): Promise<Body> {
  const response = await send(api, method, address, body);
  const answer: Body = JSON.parse(await response.text());
  return answer;
}

async function report(
  steps: readonly Step[],
  run: { rows: number; heap: string; baseMiB: number },
): Promise<void> {
  const small = new Map(steps.slice(0, steps.length / 2).map((found) => [found.name, found]));
  note(`cmdb-api took ${run.baseMiB} MiB before the first file`);
  printTable(
    ['step', 'rows', 'MiB', 's', 'rows/s', 'RSS start', 'RSS peak', 'peak to base', 'peak to small'],
    steps.map((found) => [
      found.name,
      found.rows,
      found.MiB,
      found.seconds,
      Math.round(found.rowsPerSecond),
      found.startMiB,
      found.peakMiB,
      found.peakMiB / run.baseMiB,
      found.peakMiB / (small.get(found.name)?.peakMiB ?? 1),
    ]),
  );
  note(`written to ${await writeResult('exchange', { ...run, steps })}`);
}
