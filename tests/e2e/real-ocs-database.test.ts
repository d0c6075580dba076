import { getPeers } from '@popis/testing';
import mysql from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeDevices, report } from './support/devices.ts';
import { TestSystem } from './support/system.ts';

interface Card {
  class: string;
  attributes: Record<string, unknown>;
}

const { ocsUrl, ocsDatabaseUrl } = getPeers('ocsUrl', 'ocsDatabaseUrl');
const connectorEnvironment = { INVENTORY_DATABASE_URL: ocsDatabaseUrl, MAPPING: 'ocs' };
/** Far from the numbers that other tests send to the same OCS server. */
const devices = makeDevices(40, 60_000);

describe('the connector on the database of a real OCS server', () => {
  let system: TestSystem;
  let ocs: mysql.Connection;

  beforeAll(async () => {
    ocs = await mysql.createConnection({ uri: ocsDatabaseUrl });
    system = await TestSystem.create();
    await Promise.all([system.start(), report(ocsUrl, devices)]);
  });

  afterAll(async () => {
    await ocs.end();
    await system.remove();
  });

  test('makes every machine and part a card, equal to what OCS’s own tables say', async () => {
    const run = await system.runConnector([], connectorEnvironment);

    expect(run.code, run.stdout + run.stderr).toBe(0);
    const computers = await listCards(system, 'Computer', 'PC-6');
    expect(computers).toHaveLength(devices.length);
    expect(computers.map(toComputer)).toEqual(await readComputers(ocs));
    expect(await relatedParts(system, 'ComputerMemory')).toEqual(
      await readParts(ocs, 'memories', 'SERIALNUMBER', 'CAPACITY'),
    );
    expect(await relatedParts(system, 'ComputerStorage')).toEqual(
      await readParts(ocs, 'storages', 'SERIALNUMBER', 'DISKSIZE'),
    );
    expect(await relatedParts(system, 'ComputerMonitors')).toEqual(
      await readParts(ocs, 'monitors', 'SERIAL', 'CAPTION'),
    );
  });

  test('writes nothing at all when nothing changed', async () => {
    const before = await system.countWrites();

    const run = await system.runConnector([], connectorEnvironment);

    expect(run.code, run.stdout + run.stderr).toBe(0);
    expect(await system.countWrites()).toEqual(before);
  });
});

async function listCards(system: TestSystem, className: string, prefix: string): Promise<Card[]> {
  const filter = encodeURIComponent(JSON.stringify({ attribute: 'Code', operator: 'begin', value: prefix }));
  const answer = await system.get<{ items: Card[] }>(
    `/classes/${className}/cards?filter=${filter}&sort=Code&limit=1000`,
  );
  return answer.items;
}

function toComputer({ attributes }: Card) {
  const {
    Code,
    Description,
    OS,
    OSVersion,
    RAM,
    Processor,
    SerialNumber,
    UUID,
    Manufacturer,
    Model,
    IPAddress,
  } = attributes;
  return {
    Code,
    Description,
    OS,
    OSVersion,
    RAM,
    Processor,
    SerialNumber,
    UUID,
    Manufacturer,
    Model,
    IPAddress,
  };
}

/** The machines by OCS's tables, without our views and stylesheet. */
async function readComputers(ocs: mysql.Connection) {
  const [rows] = await ocs.query<mysql.RowDataPacket[]>(
    `SELECT a.TAG AS Code, h.NAME AS Description, h.OSNAME AS OS, h.OSVERSION AS OSVersion, h.MEMORY AS RAM,
       h.PROCESSORT AS Processor, b.SSN AS SerialNumber, h.UUID AS UUID, b.SMANUFACTURER AS Manufacturer,
       b.SMODEL AS Model, h.IPADDR AS IPAddress
     FROM hardware h JOIN accountinfo a ON a.HARDWARE_ID = h.ID JOIN bios b ON b.HARDWARE_ID = h.ID
     WHERE a.TAG LIKE 'PC-6%' ORDER BY a.TAG`,
  );
  return rows.map((row) => ({ ...row }));
}

async function readParts(ocs: mysql.Connection, table: string, serial: string, value: string) {
  const [rows] = await ocs.query<mysql.RowDataPacket[]>(
    `SELECT a.TAG AS tag, p.${serial} AS serial, CAST(p.${value} AS CHAR) AS value
     FROM ${table} p JOIN accountinfo a ON a.HARDWARE_ID = p.HARDWARE_ID
     WHERE a.TAG LIKE 'PC-6%' ORDER BY tag, serial`,
  );
  return rows.map((row) => ({ ...row }));
}

/** The parts by the CMDB's relations. */
function relatedParts(system: TestSystem, domain: string) {
  return system.query<{ tag: string; serial: string; value: string }>(
    'cmdb',
    `SELECT computer.code AS tag, part.attributes->>'SerialNumber' AS serial,
       coalesce(part.attributes->>'Capacity', part.attributes->>'Size', part.attributes->>'Caption') AS value
     FROM relation
     JOIN domain ON domain.id = relation.domain_id AND domain.name = $1
     JOIN card computer ON computer.id = relation.source_id
     JOIN card part ON part.id = relation.target_id
     WHERE computer.code LIKE 'PC-6%' ORDER BY tag, serial`,
    [domain],
  );
}
