import type { InventorySections } from '@popis/inventory-format';
import { describe, expect, test } from 'vitest';
import { oursCatalogue } from '../schema/catalogue-of-tables.ts';
import { fitSections } from '../schema/stored-sections.ts';
import { gatherChecksum, givenLastDate, planHardware, readChecksum } from './hardware-rules.ts';

const section = fitSections(oursCatalogue()).get('HARDWARE');
if (section === undefined) throw new Error('no HARDWARE');
const hardware = section;
const sender = { address: '10.0.0.9', userAgent: 'OCS-NG_unified_unix_agent_v2.10.0' };
const known = { id: 1, checksum: 0, userId: 'ana' };

function plan(sections: InventorySections) {
  return planHardware(hardware, sections, known, sender);
}

describe('CHECKSUM', () => {
  test('is read as a number, or not at all', () => {
    const read = (CHECKSUM: string) => readChecksum({ HARDWARE: [{ CHECKSUM }] });

    expect(read('1572863')).toBe(1_572_863);
    expect(read(' 513 ')).toBe(513);
    expect(read('x')).toBeUndefined();
    expect(read('-1')).toBeUndefined();
    expect(read('999999999999999')).toBeGreaterThanOrEqual(0);
    expect(readChecksum({})).toBeUndefined();
  });

  test('gathers what changed until a consumer clears it', () => {
    expect(gatherChecksum(known, 512)).toBe(513);
    expect(gatherChecksum({ ...known, checksum: 2 }, 512)).toBe(515);
    expect(gatherChecksum({ ...known, checksum: 2 }, undefined)).toBe(3);
    expect(gatherChecksum(undefined, 1_572_863)).toBe(262_143 | 1_572_863);
  });
});

describe('the columns of hardware', () => {
  test('are all overwritten, numbers with 0', () => {
    expect(plan({ HARDWARE: [{ NAME: 'pc', MEMORY: '40+2', ARCH: 'x86_64-linux-gnu' }] })).toMatchObject({
      name: 'pc',
      memory: 40,
      swap: 0,
      processors: 0,
      workgroup: null,
      arch: 'x86_64-lin',
      ipsrc: '10.0.0.9',
      useragent: 'OCS-NG_unified_unix_agent_v2.10.0',
    });
  });

  test('that the server or people own are not', () => {
    const columns = plan({
      HARDWARE: [{ NAME: 'pc', CATEGORY_ID: '7', QUALITY: '9', FIDELITY: '9', ID: '4' }],
    });

    for (const name of ['quality', 'fidelity', 'category_id', 'id', 'lastdate', 'lastcome', 'archive']) {
      expect(columns).not.toHaveProperty(name);
    }
  });

  test('stay as they are when no HARDWARE came', () => {
    expect(Object.keys(plan({ BIOS: [{ SSN: '1' }] })).sort()).toEqual(['checksum', 'ipsrc', 'useragent']);
  });

  test('keep the user when the system itself is named', () => {
    expect(plan({ HARDWARE: [{ USERID: 'NT AUTHORITY\\SYSTEM' }] }).userid).toBe('ana');
    expect(plan({ HARDWARE: [{ USERID: 'LocalSystem' }] }).userid).toBe('ana');
    expect(plan({ HARDWARE: [{ USERID: 'mira' }] }).userid).toBe('mira');
    expect(planHardware(hardware, { HARDWARE: [{ USERID: 'SYSTEM' }] }, undefined, sender).userid).toBe(
      'SYSTEM',
    );
  });

  test('have the address that we were reached from, if it is one of the device', () => {
    const HARDWARE = [{ IPADDR: '192.168.1.1' }];

    expect(plan({ HARDWARE, NETWORKS: [{ IPADDRESS: '10.0.0.9' }] }).ipaddr).toBe('10.0.0.9');
    expect(plan({ HARDWARE, NETWORKS: [{ IPADDRESS: '10.0.0.8' }] }).ipaddr).toBe('192.168.1.1');
    expect(plan({ HARDWARE }).ipaddr).toBe('192.168.1.1');
  });

  test('cut a long user agent', () => {
    const long = { ...sender, userAgent: 'x'.repeat(200) };

    expect(planHardware(hardware, {}, known, long).useragent).toHaveLength(50);
  });
});

test('LASTDATE is the one given, unless it is the epoch', () => {
  const given = (LASTDATE: string) => givenLastDate(hardware, { HARDWARE: [{ LASTDATE }] });

  expect(given('2026-11-22 07:00:00')).toBe('2026-11-22 07:00:00');
  expect(given('1970-01-01 01:00:00')).toBeNull();
  expect(given('never')).toBeNull();
  expect(givenLastDate(hardware, {})).toBeNull();
});
