import path from 'node:path';
import { note, printTable, writeResult } from '../measure/report.ts';
import { type KillRound, runKillRounds } from './kill-rounds.ts';
import { type Killable, killableOnMariadb, killableOnPostgres } from './killable.ts';
import { randomOf } from './random.ts';

/** What is to be done. */
export interface KillBenchOptions {
  /** Rounds on each database. */
  rounds: number;
  devices: number;
  /** Other moments with another one. */
  seed: number;
  /** Only the servers whose name matches. */
  only: RegExp;
}

/** Kills server and database under load and says whether anything that was answered with 200 is missing. */
export async function benchInventoryKill(options: KillBenchOptions): Promise<void> {
  const results: { server: string; rounds: KillRound[] }[] = [];
  const starts: [name: string, start: () => Promise<Killable>][] = [
    ['Popis on PostgreSQL', killableOnPostgres],
    ['Popis on MariaDB', killableOnMariadb],
  ];
  for (const [name, start] of starts) {
    if (!options.only.test(name)) continue;
    const system = await start();
    try {
      const plan = { ...options, concurrency: 8, random: randomOf(options.seed) };
      const rounds = await runKillRounds(system, plan, (round) =>
        note(
          `${name}: ${round.victim} killed, ${round.occasion}, ${round.answered} answered, ${round.unanswered} not, ${faultsOf(round)} wrong`,
        ),
      );
      results.push({ server: name, rounds });
    } finally {
      await system.stop();
    }
  }
  print(results);
  const file = await writeResult('inventory-kill', { ...options, only: String(options.only), results });
  console.log(`\n${path.relative(process.cwd(), file)}`);
  if (results.some(({ rounds }) => rounds.some((round) => faultsOf(round) > 0))) process.exitCode = 1;
}

function faultsOf({ lost, halfStored, wrongInTheEnd }: KillRound): number {
  return lost.length + halfStored.length + wrongInTheEnd.length;
}

function print(results: readonly { server: string; rounds: KillRound[] }[]): void {
  const kinds = ['server', 'database'].flatMap((victim) =>
    ['first', 'changed'].map((occasion) => ({ victim, occasion })),
  );
  const rows = results.flatMap(({ server, rounds }) =>
    kinds.map(({ victim, occasion }) => {
      const those = rounds.filter((round) => round.victim === victim && round.occasion === occasion);
      const sum = (count: (round: KillRound) => number) =>
        those.reduce((total, round) => total + count(round), 0);
      return [
        server,
        victim,
        occasion,
        those.length,
        sum((round) => round.answered),
        sum((round) => round.unanswered),
        sum((round) => round.storedUnanswered),
        sum((round) => round.lost.length),
        sum((round) => round.halfStored.length),
        sum((round) => round.wrongInTheEnd.length),
      ];
    }),
  );
  printTable(
    [
      'server',
      'killed',
      'report',
      'rounds',
      '200',
      'no 200',
      'of them stored',
      'lost',
      'half',
      'wrong at last',
    ],
    rows,
  );
}
