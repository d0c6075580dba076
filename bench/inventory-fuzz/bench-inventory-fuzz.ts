import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createEmptyMysqlDatabase } from '@popis/testing';
import { createPostgresDatabase } from '../../tests/e2e/support/own-postgres.ts';
import { chooseSeed, type FuzzReport, listUnreached } from '../../tests/fuzz/fuzz-inventory.ts';
import { fuzzOn } from '../../tests/fuzz/targets.ts';
import { note, printTable, writeResult } from '../measure/report.ts';

/** How long, and from which seed; an absent seed is chosen and printed. */
export interface FuzzBenchOptions {
  minutes: number;
  seed: number | undefined;
  only: RegExp;
}

const TOLD_EVERY_MS = 60_000;

/** Sends spoiled reports to a server on each kind of database, both at the same time, and fails if anything is found. */
export async function benchInventoryFuzz({
  minutes,
  seed = chooseSeed(),
  only,
}: FuzzBenchOptions): Promise<void> {
  note(`seed ${seed}`);
  const kinds = [
    { name: 'PostgreSQL', create: createPostgresDatabase },
    ...(process.env.POPIS_TEST_PEERS === undefined
      ? []
      : [{ name: 'MariaDB', create: createEmptyMysqlDatabase }]),
  ].filter(({ name }) => only.test(name));
  const until = Date.now() + minutes * 60_000;
  const runs = await Promise.all(
    kinds.map(async ({ name, create }) => {
      let toldAt = Date.now();
      let told = 0;
      const onProgress = ({ executions, findings, peakRssMiB }: FuzzReport) => {
        for (const finding of findings.slice(told)) note(`${name}: ${finding}`);
        told = findings.length;
        if (Date.now() - toldAt < TOLD_EVERY_MS) return;
        toldAt = Date.now();
        note(`${name}: ${executions} executions, ${findings.length} findings, peak ${peakRssMiB} MiB`);
      };
      return { name, report: await fuzzOn(create, { seed, goesOn: () => Date.now() < until, onProgress }) };
    }),
  );
  for (const { name, report } of runs) await tell(name, report);
  const faulty = runs.filter(({ report }) => report.findings.length + listUnreached(report).length > 0);
  if (faulty.length > 0) process.exitCode = 1;
}

async function tell(name: string, report: FuzzReport): Promise<void> {
  const { slowest, ...told } = report;
  console.log(
    `\n${name}: seed ${report.seed}, ${report.executions} executions, peak ${report.peakRssMiB} MiB resident, slowest answer ${report.slowestMs} ms (${slowest?.mutation})\n`,
  );
  printTable(
    ['mutation', 'answers ms', 'reached'],
    Object.entries(report.reached).map(([mutation, counts]) => [
      mutation,
      Math.round(report.answerMs[mutation] ?? 0),
      tellCounts(counts),
    ]),
  );
  for (const line of [...report.findings, ...listUnreached(report).map((each) => `never reached: ${each}`)]) {
    console.log(`FOUND ${line}`);
  }
  const file = await writeResult(`inventory-fuzz-${name.toLowerCase()}`, told);
  if (slowest !== undefined) {
    const kept = file.replace(/\.json$/, '-slowest.bin');
    await mkdir(path.dirname(kept), { recursive: true });
    await writeFile(kept, slowest.body);
  }
  console.log(`\n${path.relative(process.cwd(), file)}`);
}

function tellCounts(counts: Partial<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([branch, count]) => `${count} × ${branch}`)
    .join(', ');
}
