import { afterEach, expect, test } from 'vitest';
import { runKillRounds } from '../../bench/inventory/kill-rounds.ts';
import { type Killable, killableOnMariadb, killableOnPostgres } from '../../bench/inventory/killable.ts';
import { randomOf } from '../../bench/inventory/random.ts';

let system: Killable | undefined;
afterEach(async () => {
  await system?.stop();
  system = undefined;
});

/** `npm run bench -- inventory-kill --rounds 20` does it more often. */
test.each([
  ['PostgreSQL', killableOnPostgres],
  ['MariaDB', killableOnMariadb],
])(
  'kill -9 of the inventory server, then of %s, under load loses nothing that was answered',
  async (_name, start) => {
    system = await start();
    const random = randomOf(Date.now());

    const rounds = await runKillRounds(system, { rounds: 2, devices: 30, concurrency: 6, random });

    expect(rounds.map(({ victim }) => victim)).toEqual(['server', 'database']);
    for (const round of rounds) {
      expect(round).toMatchObject({ lost: [], halfStored: [], wrongInTheEnd: [] });
      expect(round.answered).toBeGreaterThan(0);
    }
  },
);
