import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { waitFor } from '../support/processes.ts';
import { makeDevices, report } from './support/devices.ts';
import { findDescendant } from './support/process-tree.ts';
import { TestSystem } from './support/system.ts';

const devices = makeDevices(800);
/** Longer than a busy machine keeps a sign of life waiting; a killed connector keeps the next one waiting as long. */
const shortLease = { LEASE_SECONDS: '6' };
/** What dies, and a part of its command line. */
const victims = {
  connector: 'apps/connector/dist/main.js',
  'cmdb-api': 'apps/cmdb-api/dist/main.js',
  'inventory-server': 'apps/inventory-server/dist/main.js',
  PostgreSQL: 'bin/postgres',
  supervisor: 'apps/cli/dist/main.js',
} as const;
type Victim = keyof typeof victims;

/** Where in the run it dies: SQL that is true from then on. */
const moments = {
  'the inventory is read': 'SELECT 1 FROM run',
  'records come in': 'SELECT 1 FROM run WHERE last_seq > 0',
  'the plan is made': "SELECT 1 FROM run WHERE state = 'closed'",
  'changes are applied': "SELECT 1 FROM run_unit WHERE state = 'applied' LIMIT 1",
} as const;
type Moment = keyof typeof moments;

/** Who can be hit at it: reading is the connector's work alone, and planning happens in one transaction. */
const victimsAt: Readonly<Record<Moment, readonly Victim[]>> = {
  'the inventory is read': ['connector'],
  'records come in': Object.keys(victims) as Victim[],
  'the plan is made': ['connector', 'cmdb-api', 'PostgreSQL'],
  'changes are applied': Object.keys(victims) as Victim[],
};

describe('kill -9 of any one process during a connector run', () => {
  let system: TestSystem;

  beforeAll(async () => {
    system = await TestSystem.create();
    await system.start();
    await report(system.endpoints().inventoryUrl, devices);
  });

  afterAll(() => system.remove());

  for (const moment of Object.keys(moments) as Moment[]) {
    for (const victim of victimsAt[moment]) {
      test(`${victim} dies while ${moment}: after another run the CMDB is right and complete`, async () => {
        await forgetCards(system);
        const connector = system.startConnector([], shortLease);
        await waitUntil(system, moment);
        const unfinished = await system.query('cmdb', 'SELECT 1 FROM run WHERE finished_at IS NULL');

        await killVictim(system, victim, connector.pid);
        if (victim === 'supervisor') await system.start();
        await connector.finished;
        await waitFor('the system to answer again', () => isUp(system));
        const again = await system.runConnector();

        expect(unfinished).toHaveLength(1);
        expect(again.code, again.stdout + again.stderr).toBe(0);
        expect(await readEstate(system)).toEqual(expectedEstate);
        const before = await system.countWrites();
        expect((await system.runConnector()).code).toBe(0);
        expect(await system.countWrites()).toEqual(before);
      });
    }
  }

  test('cmdb-api dies while a run is undone: asked for again, the undo takes back the rest', async () => {
    await forgetCards(system);
    expect((await system.runConnector()).code).toBe(0);
    const [run] = await system.query<{ id: string }>('cmdb', 'SELECT id FROM run');
    const path = `/runs/${run?.id}/undo`;
    const reason = 'it was killed on the way';

    const killed = system.post<UndoAnswer>(path, { reason }).catch(() => undefined);
    await waitFor('a part of the undo', async () => {
      const [cards] = await system.query<{ count: number }>(
        'cmdb',
        'SELECT count(*)::int AS count FROM card',
      );
      return cards !== undefined && cards.count < expectedEstate.cards ? true : undefined;
    });
    await killVictim(system, 'cmdb-api', 0);
    expect(await killed).toBeUndefined();
    await waitFor('the system to answer again', () => isUp(system));
    const [left] = await system.query<{ count: number }>('cmdb', 'SELECT count(*)::int AS count FROM card');
    const undone = await system.post<UndoAnswer>(path, { reason });

    expect(left?.count).toBeGreaterThan(0);
    expect(undone.finishedAt).not.toBeNull();
    expect(undone.counts).toMatchObject({ retired: expectedEstate.cards, left: 0 });
    expect(await readEstate(system)).toEqual({ computers: [], parts: [], cards: 0 });
  });
});

interface UndoAnswer {
  finishedAt: string | null;
  counts: { retired: number; left: number };
}

/** Empties the CMDB of cards and runs, so that each test has the whole estate to bring in. */
async function forgetCards(system: TestSystem): Promise<void> {
  await system.query(
    'cmdb',
    `TRUNCATE card, card_history, relation, relation_history, run, run_record, run_change, quarantine, source_card,
       losing_value CASCADE`,
  );
}

async function waitUntil(system: TestSystem, moment: Moment): Promise<void> {
  await waitFor(`the moment when ${moment}`, async () => {
    const rows = await system.query('cmdb', moments[moment]);
    return rows.length > 0 ? true : undefined;
  });
}

async function killVictim(system: TestSystem, victim: Victim, connectorPid: number): Promise<void> {
  if (victim === 'supervisor') {
    await system.supervisor?.kill();
    return;
  }
  const parent = victim === 'connector' ? connectorPid : system.supervisor?.pid;
  if (parent === undefined) throw new Error('nothing is running');
  process.kill(findDescendant(parent, victims[victim]), 'SIGKILL');
}

async function isUp(system: TestSystem): Promise<true | undefined> {
  try {
    await system.get('/classes');
    const inventory = await fetch(system.endpoints().inventoryUrl);
    return inventory.status === 400 ? true : undefined; // what OCS answers to a GET
  } catch {
    return undefined; // not yet
  }
}

/** Each computer's code and memory, and each part's domain, master and serial number, from the tables themselves. */
async function readEstate(system: TestSystem) {
  const computers = await system.query<{ code: string; ram: number }>(
    'cmdb',
    `SELECT code, (attributes->>'RAM')::int AS ram FROM card
     WHERE class_id = (SELECT id FROM class WHERE name = 'Computer')`,
  );
  const parts = await system.query<{ domain: string; code: string; serial: string }>(
    'cmdb',
    `SELECT domain.name AS domain, master.code, part.attributes->>'SerialNumber' AS serial
     FROM relation
     JOIN domain ON domain.id = relation.domain_id
     JOIN card master ON master.id = relation.source_id
     JOIN card part ON part.id = relation.target_id`,
  );
  const [cards] = await system.query<{ count: number }>('cmdb', 'SELECT count(*)::int AS count FROM card');
  return {
    computers: computers.map(({ code, ram }) => `${code} ${ram}`).sort(),
    parts: parts.map(({ domain, code, serial }) => `${domain} ${code} ${serial}`).sort(),
    cards: cards?.count,
  };
}

const expectedParts = devices.flatMap(({ tag, modules, disks, monitors }) => [
  ...modules.map((module) => `ComputerMemory ${tag} ${module.SERIALNUMBER}`),
  ...disks.map((disk) => `ComputerStorage ${tag} ${disk.SERIALNUMBER}`),
  ...monitors.map((monitor) => `ComputerMonitors ${tag} ${monitor.SERIAL}`),
]);
const expectedEstate = {
  computers: devices.map(({ tag, memoryMiB }) => `${tag} ${memoryMiB}`).sort(),
  parts: expectedParts.sort(),
  cards: devices.length + expectedParts.length,
};
