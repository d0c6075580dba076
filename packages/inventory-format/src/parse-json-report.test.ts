import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { JSON_SECTIONS } from './json-sections.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import type { InventoryRequest } from './messages.ts';
import { isJson, parseJsonReport } from './parse-json-report.ts';
import { getSection } from './sections.ts';

const deviceid = 'pc-2026-01-02-03-04-05';

function parse(message: unknown) {
  const text = typeof message === 'string' ? message : JSON.stringify(message);
  return parseJsonReport(Buffer.from(text), DEFAULT_LIMITS);
}

function inventory(content: unknown, more: Record<string, unknown> = {}): InventoryRequest {
  const outcome = parse({ action: 'inventory', deviceid, content, ...more });
  if (!outcome.accepted || outcome.value.query !== 'INVENTORY') throw new Error(JSON.stringify(outcome));
  return outcome.value;
}

function example(name: string): InventoryRequest {
  const folder = path.resolve(import.meta.dirname, '../../../apps/inventory-server/fixtures/glpi');
  const outcome = parse(gunzipSync(readFileSync(path.join(folder, `${name}.json.gz`))).toString());
  if (!outcome.accepted || outcome.value.query !== 'INVENTORY') throw new Error(JSON.stringify(outcome));
  return outcome.value;
}

test('a contact asks as PROLOG does', () => {
  expect(
    parse({ action: 'contact', deviceid, name: 'GLPI-Agent', 'installed-tasks': ['inventory'] }),
  ).toEqual({
    accepted: true,
    value: { query: 'PROLOG', deviceId: deviceid },
  });
});

test('every renamed field is one of its section', () => {
  for (const [name, { section, renamed = {} }] of Object.entries(JSON_SECTIONS)) {
    const columns = getSection(section).columns.map((column) => column.name);
    expect(
      Object.values(renamed).filter((field) => !columns.includes(field)),
      name,
    ).toEqual([]);
  }
});

describe('the published example of a computer', () => {
  const { sections, accountInfo, ignoredSections } = example('computer_1');

  test('has its sections', () => {
    const counts = Object.entries(sections).map(([name, rows]) => [name, rows.length]);

    expect(Object.fromEntries(counts)).toEqual({
      HARDWARE: 1,
      BIOS: 1,
      MEMORIES: 2,
      CONTROLLERS: 25,
      MONITORS: 1,
      STORAGES: 1,
      DRIVES: 6,
      INPUTS: 5,
      NETWORKS: expect.any(Number),
      PRINTERS: 1,
      SOUNDS: 1,
      SOFTWARES: 6,
      CPUS: 1,
      BATTERIES: 1,
      USBDEVICES: 9,
    });
    expect(accountInfo).toEqual([{ name: 'TAG', value: '000005' }]);
    expect(ignoredSections).toEqual(expect.arrayContaining(['accesslog', 'remote_mgmt', 'versionclient']));
  });

  test('has what OCS keeps of the machine in one place', () => {
    expect(sections.HARDWARE?.[0]).toEqual({
      NAME: 'glpixps',
      MEMORY: '7800',
      SWAP: '7951',
      UUID: '4c4c4544-0034-3010-8048-b6c04f503732',
      DEFAULTGATEWAY: '192.168.1.1',
      DNS: '192.168.1.1',
      OSNAME: 'Fedora 31 (Workstation Edition)',
      OSVERSION: '5.6.15-200.fc31.x86_64',
      ARCH: 'x86_64',
      IPADDR: expect.stringMatching(/^\d+\.\d+\.\d+\.\d+$/),
      PROCESSORT: 'Intel(R) Core(TM) i5-6200U CPU @ 2.30GHz',
      PROCESSORS: '2300',
      PROCESSORN: '1',
      USERID: expect.stringContaining('trasher'),
    });
    expect(sections.BIOS?.[0]).toMatchObject({ SSN: '640HP72', SMODEL: 'XPS 13 9350', TYPE: 'Laptop' });
  });

  test('has the fields by our names', () => {
    expect(sections.CPUS?.[0]).toMatchObject({
      CORES: '2',
      LOGICAL_CPUS: '4',
      CPUARCH: 'i386',
      SPEED: '2300',
    });
    expect(sections.STORAGES?.[0]).toMatchObject({ SERIALNUMBER: 'S29NNXAH146409', DISKSIZE: '256060' });
    expect(sections.SOFTWARES?.[0]).toMatchObject({
      NAME: 'gitg',
      PUBLISHER: 'Fedora Project',
      INSTALLDATE: '2019-12-19',
      ARCHITECTURE: 'x86_64',
    });
    expect(sections.NETWORKS?.[0]).toEqual({
      DESCRIPTION: 'lo',
      TYPE: 'loopback',
      STATUS: 'Up',
      VIRTUALDEV: '1',
      MACADDR: '00:00:00:00:00:00',
      IPADDRESS: '127.0.0.1',
      IPMASK: '255.0.0.0',
      IPSUBNET: '127.0.0.0',
    });
    expect(sections.BATTERIES?.[0]).toMatchObject({ DESIGNCAPACITY: '57570', MANUFACTUREDATE: '2019-07-06' });
  });
});

test('an interface with two addresses has a row for each', () => {
  const eth0 = { description: 'eth0', mac: '02:00:00:00:00:01', status: 'up' };

  const { sections } = inventory({
    networks: [
      { ...eth0, ipaddress: '10.0.0.1', ipmask: '255.0.0.0', ipaddress6: 'fe80::1', ipmask6: 'ffff::' },
      { ...eth0, ipaddress6: 'fe80::2' },
    ],
  });

  const row = { DESCRIPTION: 'eth0', MACADDR: '02:00:00:00:00:01', STATUS: 'Up' };
  expect(sections.NETWORKS).toEqual([
    { ...row, IPADDRESS: '10.0.0.1', IPMASK: '255.0.0.0' },
    { ...row, IPADDRESS: 'fe80::1', IPMASK: 'ffff::' },
    { ...row, IPADDRESS: 'fe80::2' },
  ]);
});

test('what comes in part says nothing of the rest', () => {
  const { sections } = example('computer_1_partial_memory');

  expect(Object.keys(sections)).toEqual(['HARDWARE', 'BIOS', 'MEMORIES']);
});

test('values that XML or a database cannot hold are made to fit', () => {
  const { sections } = inventory({
    hardware: { name: 'a\u0000b\ud800', memory: 4096.5, uuid: null, workgroup: { deep: [] } },
    local_groups: [{ id: 7, name: 'staff', members: ['ana', 'boris'] }],
    softwares: 'none',
  });

  expect(sections).toEqual({
    HARDWARE: [{ NAME: 'a\ufffdb\ufffd', MEMORY: '4096.5' }],
    LOCAL_GROUPS: [{ ID_GROUP: '7', NAME: 'staff', MEMBER: 'ana,boris' }],
  });
});

test.each([
  ['{', 'no JSON object'],
  ['[]', 'no JSON object'],
  ['['.repeat(200_000), 'nested too deep'],
  [`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 'nested too deep'],
  [{ action: 'contact' }, 'deviceid'],
  [{ action: 'contact', deviceid: "x' OR 1=1" }, 'deviceid'],
  [{ action: 'contact', deviceid: { $ne: '' } }, 'deviceid'],
  [{ action: 'netinventory', deviceid, content: {} }, 'action'],
  [{ action: { a: 1 }, deviceid }, 'action'],
  [{ action: 'inventory', deviceid }, 'content'],
  [{ action: 'inventory', deviceid, content: [] }, 'content'],
  [{ action: 'inventory', deviceid, content: {}, itemtype: 'Printer' }, 'itemtype'],
])('%.60j is refused with the reason', (message, reason) => {
  const outcome = parse(message);

  expect(outcome).toEqual({ accepted: false, message: expect.stringContaining(reason) });
});

test('names of the language itself are no fields', () => {
  const text = `{"action":"inventory","deviceid":"${deviceid}","content":{"__proto__":{"hardware":{"name":"evil"}},"hardware":{"__proto__":{"NAME":"evil"},"constructor":"x","name":"pc"}}}`;

  const outcome = parse(text);

  expect(outcome).toMatchObject({ accepted: true, value: { sections: { HARDWARE: [{ NAME: 'pc' }] } } });
});

test('JSON is told from XML by its first character', () => {
  expect(isJson(Buffer.from('\ufeff {"a":1}'))).toBe(true);
  expect(isJson(Buffer.from('<?xml version="1.0"?>'))).toBe(false);
  expect(isJson(Buffer.alloc(0))).toBe(false);
});
