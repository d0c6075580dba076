import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  deflateBody,
  formatInventory,
  formatProlog,
  getSection,
  type InventorySections,
  type SectionName,
} from '@popis/inventory-format';
import { getPeers } from '@popis/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { linuxCollectors } from '../../apps/inventory-agent/src/collectors/linux.ts';
import { takeInventory } from '../../apps/inventory-agent/src/inventory.ts';
import { replayText } from '../../apps/inventory-agent/src/recordings/replay-host.ts';
import { REPOSITORY } from '../support/processes.ts';
import { readOurAccountInfo, readOurDeviceId, readOurReport, runOurAgent } from './support/agents.ts';
import {
  countReported,
  countRows,
  findTag,
  type InventoryDatabase,
  listDevices,
  listReported,
  openInventoryDatabase,
  readSection,
  type TextRow,
} from './support/inventory-database.ts';

const { ocsUrl, ocsDatabaseUrl } = getPeers('ocsUrl', 'ocsDatabaseUrl');
const userAgent = 'OCS-NG_unified_unix_agent_v2.1.0 (Popis test)';
/** OCS 2.8 has no tables of these names; the agents of its time sent UNIXUSERS. */
const newerSections: readonly SectionName[] = ['LOCAL_USERS', 'LOCAL_GROUPS'];
/** Of these OCS 2.8 expects one only, and stores an empty row when more come; 2.12 keeps them all. */
const singleSections: readonly SectionName[] = ['BATTERIES', 'USBDEVICES'];
const run = Date.now().toString(36);
const tag = `e2e-${run}`;

let folder: string;
let database: InventoryDatabase;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'popis-e2e-agent-'));
  database = await openInventoryDatabase(ocsDatabaseUrl);
});

afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

describe('our agent and a real OCS server', () => {
  let stateFolder: string;

  beforeAll(async () => {
    stateFolder = path.join(folder, 'state');
    const first = await runOurAgent(stateFolder, '--server', ocsUrl, '--tag', tag);
    expect(first.code, first.stderr).toBe(0);
  });

  test('every section of the report has its rows in the tables of OCS', async () => {
    const { sections } = await readOurReport(stateFolder);
    const names = listKept(sections);
    const [device] = await listDevices(database, readOurDeviceId(stateFolder));

    expect(names).toEqual(expect.arrayContaining(['HARDWARE', 'CPUS', 'NETWORKS', 'DRIVES', 'SOFTWARES']));
    expect(await countRows(database, names, device?.ID ?? '')).toEqual(countReported(sections, names));
    for (const name of names) {
      const stored = await readSection(database, name, device?.ID ?? '');
      expect(
        stored.map((row) => knownFields(name, row)),
        name,
      ).toEqual(sections[name]?.map((row) => storedFields(name, row, stored[0])));
    }
  });

  test('the device has the name we call ourselves and the tag', async () => {
    const [device] = await listDevices(database, readOurDeviceId(stateFolder));

    expect(device?.USERAGENT).toMatch(/^OCS-NG_unified_unix_agent_v2\.1\.0 \(Popis \d+\.\d+\.\d+\)$/);
    expect(await findTag(database, device?.ID ?? '')).toBe(tag);
  });

  test('a second run is the same device with the same rows', async () => {
    const { sections } = await readOurReport(stateFolder);
    const names = listKept(sections);

    const second = await runOurAgent(stateFolder, '--server', ocsUrl, '--tag', 'another tag');

    expect(second.code, second.stderr).toBe(0);
    const devices = await listDevices(database, readOurDeviceId(stateFolder));
    expect(devices).toHaveLength(1);
    expect(Number(devices[0]?.FIDELITY)).toBeGreaterThan(1);
    expect(await findTag(database, devices[0]?.ID ?? '')).toBe(tag);
    expect(await countRows(database, names, devices[0]?.ID ?? '')).toEqual(countReported(sections, names));
  });

  test('a tag an administrator sets is kept by the agent and sent from then on', async () => {
    const [device] = await listDevices(database, readOurDeviceId(stateFolder));
    await database.query(
      'UPDATE accountinfo SET TAG = ? WHERE HARDWARE_ID = ?',
      `set-${run}`,
      device?.ID ?? '',
    );

    const told = await runOurAgent(stateFolder, '--server', ocsUrl, '--force');
    const again = await runOurAgent(stateFolder, '--server', ocsUrl, '--force');

    expect([told.code, again.code]).toEqual([0, 0]);
    expect(await findTag(database, device?.ID ?? '')).toBe(`set-${run}`);
    expect(readOurAccountInfo(stateFolder)).toEqual([{ name: 'TAG', value: `set-${run}` }]);
  });

  test('a name it does not know is refused, and the agent says what to do', async () => {
    const refused = await runOurAgent(stateFolder, '--server', ocsUrl, '--user-agent', 'Popis-Agent_v0.1.0');

    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('answered with status 400');
    expect(refused.stderr).toContain('--user-agent');
  });
});

describe.each(['linux-desktop', 'linux-laptop', 'linux-server'])(
  'a real OCS server and the report of %s',
  (fixture) => {
    const deviceId = `${fixture}-${run}-2026-01-02-03-04-05`;
    let sections: InventorySections;

    beforeAll(async () => {
      const text = await readFile(
        path.join(REPOSITORY, `apps/inventory-agent/fixtures/${fixture}.txt`),
        'utf8',
      );
      const host = replayText(text);
      ({ sections } = await takeInventory(host, linuxCollectors));
      await sendInventory(deviceId, sections);
    });

    test('stores what the collectors found of the hardware', async () => {
      const names = listKept(sections);
      const [device] = await listDevices(database, deviceId);

      expect(await countRows(database, names, device?.ID ?? '')).toEqual(countReported(sections, names));
      for (const name of names) {
        const stored = await readSection(database, name, device?.ID ?? '');
        expect(
          stored.map((row) => knownFields(name, row)),
          name,
        ).toEqual(sections[name]?.map((row) => storedFields(name, row, stored[0])));
      }
    });

    test('reads "there are none any more" as if nothing had been said', async () => {
      const emptied = { ...sections, MEMORIES: [], SOFTWARES: sections.SOFTWARES ?? [] };

      await sendInventory(deviceId, emptied);

      const devices = await listDevices(database, deviceId);
      expect(devices).toHaveLength(1);
      expect(await countRows(database, ['MEMORIES'], devices[0]?.ID ?? '')).toEqual(
        countReported(sections, ['MEMORIES']),
      );
    });
  },
);

/** The sections of a report that OCS 2.8 stores as they are. */
function listKept(sections: InventorySections): SectionName[] {
  return listReported(sections).filter((name) => {
    const isCut = singleSections.includes(name) && sections[name]?.length !== 1;
    return !isCut && !newerSections.includes(name);
  });
}

async function sendInventory(deviceId: string, sections: InventorySections): Promise<void> {
  const hardware = { ...sections.HARDWARE?.[0], CHECKSUM: '4194303' };
  const inventory = formatInventory({
    deviceId,
    sections: { ...sections, HARDWARE: [hardware] },
    accountInfo: [{ name: 'TAG', value: tag }],
  });
  for (const xml of [formatProlog(deviceId), inventory]) {
    const response = await fetch(ocsUrl, {
      method: 'POST',
      headers: { 'user-agent': userAgent, 'content-type': 'application/x-compress' },
      body: Buffer.from(await deflateBody(xml, 'zlib')),
    });
    expect(response.status).toBe(200);
  }
}

/** What changes from one moment to the next, or is made by the server. */
const moving: Readonly<Partial<Record<SectionName, readonly string[]>>> = {
  HARDWARE: ['CHECKSUM', 'LASTDATE'],
  DRIVES: ['FREE'],
};

/** What OCS stores where a report says nothing. */
const fallbacks = ['', '0', '0000-00-00', '00:00:00:00:00:00', 'Unavailable'];

/** The stored fields that the report can have, without the empty ones. */
function knownFields(name: SectionName, row: TextRow): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const { name: field } of getSection(name).columns) {
    const value = row[field];
    const isEmpty = value === undefined || value === null || fallbacks.includes(value);
    if (!isEmpty && !moving[name]?.includes(field)) fields[field] = value;
  }
  return fields;
}

/** What of a reported row the table has columns for, as it has to be stored. */
function storedFields(name: SectionName, row: Record<string, string>, anyStored: TextRow | undefined) {
  const columns = new Set(Object.keys(anyStored ?? {}));
  const fields: TextRow = {};
  for (const [field, value] of Object.entries(row)) {
    if (columns.has(field)) fields[field] = field === 'INSTALLDATE' ? value.replaceAll('/', '-') : value;
  }
  return knownFields(name, fields);
}
