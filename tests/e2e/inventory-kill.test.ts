import { Agent } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { runKillRounds } from '../../bench/inventory/kill-rounds.ts';
import { type Killable, killableOnMariadb, killableOnPostgres } from '../../bench/inventory/killable.ts';
import { type Machine, makeMachine } from '../../bench/inventory/machines.ts';
import { randomOf } from '../../bench/inventory/random.ts';
import { post } from '../../bench/inventory/send.ts';
import { connect, readDevices } from '../../bench/inventory/stored.ts';

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

test('kill -TERM under load: what was let in is stored and answered, others hear 503, and no contact is forgotten', async () => {
  system = await killableOnPostgres();
  const { url, databaseUrl } = system;
  const machines = await Promise.all(
    Array.from({ length: 60 }, (_none, n) => makeMachine('term', n, 'first')),
  );
  const statuses = new Map<string, number>();
  const answered: Machine[] = [];
  let stopping: Promise<void> | undefined;
  const waiting = machines.values();
  const report = async () => {
    for (const machine of waiting) {
      // A connection for each, so that those who come late find a port that is open or closed, and no answer breaks off.
      const status = await post(url, machine.inventory, machine.userAgent, new Agent({ keepAlive: false }));
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (status === '200') answered.push(machine);
      if (answered.length === 15) stopping ??= system?.stopServer();
    }
  };

  await Promise.all(Array.from({ length: 16 }, report));
  await stopping;

  const connection = await connect(databaseUrl);
  const stored = await readDevices(connection, 'term');
  const contacts = await connection.ask(
    "SELECT count(*) FROM contact WHERE query = 'INVENTORY' AND status = 200",
  );
  await connection.close();
  expect([...statuses.keys()].filter((status) => !['200', '503', 'ECONNREFUSED'].includes(status))).toEqual(
    [],
  );
  expect(answered.length).toBeGreaterThanOrEqual(15);
  expect(statuses.get('503') ?? 0).toBeGreaterThan(0);
  expect([...stored.keys()].sort()).toEqual(answered.map(({ deviceId }) => deviceId).sort());
  for (const { deviceId, expected } of answered) expect(stored.get(deviceId)).toMatchObject(expected);
  expect(contacts).toBe(answered.length);
  await system.revive('server');
});
