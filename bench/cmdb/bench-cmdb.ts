import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { startPostgres } from '@popis/embedded-postgres';
import pg from 'pg';
import { note, printTable, writeResult } from '../measure/report.ts';
import { sample } from '../measure/sample.ts';
import { startService } from '../measure/service.ts';
import { byCode, type Case, list, listCases, readFacts } from './cases.ts';
import { generateEstate } from './estate.ts';
import { countStatements } from './statements.ts';

/** What is to be measured. */
export interface CmdbOptions {
  cards: number;
  /** Most requests of each kind. */
  requests: number;
  only: RegExp;
}

const token = 'token-of-the-administrator-of-benchmarks';

interface Measured {
  name: string;
  requests: number;
  p50: number;
  p95: number;
  p99: number;
  statements: number;
  /** The median of hand-written SQL for the same rows, and how often it goes into ours. */
  baselineP50: number | null;
  toBaseline: number | null;
  /** To the case it is compared with, such as the same list without `asOf`. */
  toOther: number | null;
  other: string | null;
}

/** Measures the CMDB's API over HTTP on a generated estate, with PostgreSQL's default durability. */
export async function benchCmdb(options: CmdbOptions): Promise<void> {
  const folder = path.join(tmpdir(), 'popis-bench', `cmdb-${options.cards}`);
  await mkdir(folder, { recursive: true });
  const tokenFile = path.join(folder, 'token');
  await writeFile(tokenFile, token, { mode: 0o600 });
  const postgres = await startPostgres({ dataDir: path.join(folder, 'postgres'), onNotice: note });
  try {
    await postgres.ensureDatabase('cmdb');
    const databaseUrl = postgres.urlFor('cmdb');
    const api = await startService('cmdb-api', {
      DATABASE_URL: databaseUrl,
      PORT: '0',
      ADMIN_TOKEN_FILE: tokenFile,
      DOCUMENT_STORE: pathToFileURL(path.join(folder, 'documents')).href,
    });
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    try {
      await generateEstate(client, options.cards);
      const first: { next: string } = JSON.parse(await get(api.url, list('Computer', byCode)));
      const facts = await readFacts(client, first.next);
      const cases = listCases(facts).filter((each) => options.only.test(each.name));
      const measured = await measureAll(
        cases,
        { url: api.url, client, logFile: path.join(folder, 'postgres/postgres.log') },
        options,
      );
      await report(measured, options, facts.counts);
    } finally {
      await client.end();
      await api.stop();
    }
  } finally {
    await postgres.stop();
  }
}

async function measureAll(
  cases: readonly Case[],
  { url, client, logFile }: { url: string; client: pg.Client; logFile: string },
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
    const timing = await sample(ask, limits);
    const byHand =
      baseline === undefined
        ? undefined
        : await sample((round) => client.query(baseline(round)), { ...limits, limitMs: 5_000 });
    const compared = measured.find((each) => each.name === other);
    measured.push({
      name,
      ...timing,
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

async function report(
  measured: readonly Measured[],
  { cards }: CmdbOptions,
  counts: Record<string, number>,
): Promise<void> {
  console.log(`${counts.cards} cards, ${counts.versions} past versions, ${counts.relations} relations\n`);
  printTable(
    [
      'request',
      'n',
      'p50 ms',
      'p95 ms',
      'p99 ms',
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
      each.statements,
      each.baselineP50,
      each.toBaseline,
      each.toOther,
      each.other,
    ]),
  );
  const file = await writeResult('cmdb', { cards, counts, measured });
  console.log(`\n${path.relative(process.cwd(), file)}`);
}
