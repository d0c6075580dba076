import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { token, withCmdb } from '../measure/cmdb.ts';
import { readCpuMs } from '../measure/cpu.ts';
import { findPostmaster } from '../measure/postmaster.ts';
import { note, printTable, writeResult } from '../measure/report.ts';
import { sample } from '../measure/sample.ts';
import { formatSize } from '../options.ts';
import { byCode, type Case, list, listCases, readFacts } from './cases.ts';
import { generateEstate } from './estate.ts';
import { countStatements } from './statements.ts';

/** What is to be measured. */
export interface CmdbOptions {
  /** Cards of each estate that is measured. */
  sizes: readonly number[];
  /** Most requests of each kind. */
  requests: number;
  only: RegExp;
}

interface Measured {
  name: string;
  requests: number;
  p50: number;
  p95: number;
  p99: number;
  /** Processor time of the API and the database for one request; unlike the times, it hardly depends on other work. */
  cpuMs: number;
  statements: number;
  /** The median of hand-written SQL for the same rows, and how often it goes into ours. */
  baselineP50: number | null;
  toBaseline: number | null;
  /** To the case it is compared with, such as the same list without `asOf`. */
  toOther: number | null;
  other: string | null;
}

/** What was measured on one estate. */
interface Estate {
  cards: number;
  counts: Record<string, number>;
  measured: Measured[];
}

/** Measures the CMDB's API over HTTP on generated estates, with PostgreSQL's default durability. */
export async function benchCmdb(options: CmdbOptions): Promise<void> {
  const estates: Estate[] = [];
  for (const cards of options.sizes) {
    const estate = await measureEstate(cards, options);
    print(estate);
    estates.push(estate);
  }
  if (estates.length > 1) printGrowth(estates);
  const file = await writeResult('cmdb', { estates });
  console.log(`\n${path.relative(process.cwd(), file)}`);
}

async function measureEstate(cards: number, options: CmdbOptions): Promise<Estate> {
  const folder = path.join(tmpdir(), 'popis-bench', `cmdb-${cards}`);
  return withCmdb(folder, async ({ databaseUrl, logFile, startApi }) => {
    const api = await startApi();
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    try {
      await generateEstate(client, cards);
      const first: { next: string } = JSON.parse(await get(api.url, list('Computer', byCode)));
      const facts = await readFacts(client, first.next);
      const cases = listCases(facts).filter((each) => options.only.test(each.name));
      const pids = [api.pid, await findPostmaster(databaseUrl)];
      const measured = await measureAll(cases, { url: api.url, client, logFile, pids }, options);
      return { cards, counts: facts.counts, measured };
    } finally {
      await client.end();
      await api.stop();
    }
  });
}

/** What is measured, and where. */
interface Subject {
  url: string;
  client: pg.Client;
  logFile: string;
  pids: readonly number[];
}

async function measureAll(
  cases: readonly Case[],
  { url, client, logFile, pids }: Subject,
  { requests }: CmdbOptions,
): Promise<Measured[]> {
  const limits = { warmUp: 5, most: requests, limitMs: 20_000 };
  const measured: Measured[] = [];
  for (const { name, address, baseline, other } of cases) {
    const ask = (round: number) => get(url, address(round));
    if (!(await isServed(url, address(0)))) {
      note(`${name}: this API has no such route`);
      continue;
    }
    for (let round = 0; round < limits.warmUp; round += 1) await ask(round);
    const cpuBefore = await readCpuMs(pids);
    const timing = await sample(ask, { ...limits, warmUp: 0 });
    const cpuMs = ((await readCpuMs(pids)) - cpuBefore) / timing.requests;
    const byHand =
      baseline === undefined
        ? undefined
        : await sample((round) => client.query(baseline(round)), { ...limits, limitMs: 5_000 });
    const compared = measured.find((each) => each.name === other);
    measured.push({
      name,
      ...timing,
      cpuMs,
      statements: await countStatements(client, logFile, () => ask(1)),
      baselineP50: byHand?.p50 ?? null,
      toBaseline: byHand === undefined ? null : timing.p50 / byHand.p50,
      toOther: compared === undefined ? null : timing.p50 / compared.p50,
      other: compared?.name ?? null,
    });
    note(`${name}: p50 ${timing.p50.toFixed(1)} ms, p95 ${timing.p95.toFixed(1)} ms`);
  }
  return measured;
}

async function isServed(url: string, address: string): Promise<boolean> {
  const response = await fetch(`${url}/api${address}`, { headers: { authorization: `Bearer ${token}` } });
  await response.arrayBuffer();
  return response.status !== 404;
}

async function get(url: string, address: string): Promise<string> {
  const response = await fetch(`${url}/api${address}`, { headers: { authorization: `Bearer ${token}` } });
  const body = await response.text();
  if (!response.ok) throw new Error(`GET ${address} gave ${response.status}: ${body}`);
  return body;
}

function print({ counts, measured }: Estate): void {
  console.log(`\n${counts.cards} cards, ${counts.versions} past versions, ${counts.relations} relations\n`);
  printTable(
    [
      'request',
      'n',
      'p50 ms',
      'p95 ms',
      'p99 ms',
      'CPU ms',
      'statements',
      'by hand ms',
      '× by hand',
      '× other',
      'other',
    ],
    measured.map((each) => [
      each.name,
      each.requests,
      each.p50,
      each.p95,
      each.p99,
      each.cpuMs,
      each.statements,
      each.baselineP50,
      each.toBaseline,
      each.toOther,
      each.other,
    ]),
  );
}

/** Each kind of request at each size, and the largest in terms of the smallest. */
function printGrowth(estates: readonly Estate[]): void {
  const [smallest] = estates;
  const rows = (smallest?.measured ?? []).map(({ name, p50, cpuMs }) => {
    const each = estates.map(({ measured }) => measured.find((other) => other.name === name));
    const last = each.at(-1);
    return [
      name,
      ...each.map((found) => found?.p50 ?? null),
      last === undefined ? null : last.p50 / p50,
      ...each.map((found) => found?.cpuMs ?? null),
      last === undefined ? null : last.cpuMs / cpuMs,
    ];
  });
  const sizes = (what: string) => estates.map(({ cards }) => `${what} ${formatSize(cards)}`);
  console.log('\ngrowth\n');
  printTable(['request', ...sizes('p50 ms'), '×', ...sizes('CPU ms'), '×'], rows);
}
