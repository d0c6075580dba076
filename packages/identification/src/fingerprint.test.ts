import { describe, expect, test } from 'vitest';
import { type Evidence, listIdentifiers, toFingerprint } from './fingerprint.ts';

const base: Evidence = { deviceId: 'pc-2026-01-02-03-04-05' };

describe('a fingerprint', () => {
  test('is the same however its values are written', () => {
    const one = toFingerprint({
      ...base,
      name: 'PC-1.example.org',
      uuid: '4C4C4544-0042-3610-8052-B4C04F4E5631',
      serial: ' cz3 1200 ',
      adapters: [{ mac: 'd4:be:d9:00:00:01' }, { mac: 'D4-BE-D9-00-00-02' }],
    });
    const other = toFingerprint({
      ...base,
      name: 'pc-1',
      uuid: '{44454c4c-4200-1036-8052-b4c04f4e5631}',
      serial: 'CZ3  1200',
      adapters: [{ mac: 'd4bed9000002' }, { mac: 'd4bed9000001' }, { mac: 'd4bed9000001' }],
    });

    expect(listIdentifiers(other)).toEqual(listIdentifiers(one));
    expect(listIdentifiers(one)).toHaveLength(5);
  });

  test.each([
    ['a serial number nobody filled in', { serial: 'To be filled by O.E.M.' }],
    ['a serial number of an OCS black list', { serial: 'SN-123456fvgv3i0b8o5n6n7k' }],
    ['a UUID of zeros', { uuid: '00000000-0000-0000-0000-000000000000' }],
    ['a text that is too long for a serial number', { serial: 'X1'.repeat(100) }],
    ['an asset tag nobody filled in', { assetTag: 'No Asset Tag' }],
    ['a board without number', { boardSerial: 'Default string' }],
    ['the name of every system', { name: 'localhost.localdomain' }],
    ['the address of a container bridge', { adapters: [{ mac: '02:42:ac:11:00:02' }] }],
    ['a random address of Wi-Fi', { adapters: [{ mac: 'da:a1:19:00:00:01' }] }],
    ['the address of a hypervisor on its host', { adapters: [{ mac: '0a:00:27:00:00:0b' }] }],
    [
      'an adapter in software',
      { adapters: [{ mac: 'd4:be:d9:00:00:01', description: 'TAP-Windows Adapter V9' }] },
    ],
    ['an adapter that calls itself virtual', { adapters: [{ mac: 'd4:be:d9:00:00:01', isVirtual: true }] }],
    ['an address of the black list', { adapters: [{ mac: '44:45:53:54:00:00' }] }],
  ] as const)('leaves out %s', (_what, told) => {
    expect(listIdentifiers(toFingerprint({ ...base, ...told }))).toEqual([]);
  });

  test.each([
    ['by its firmware', { manufacturer: 'QEMU', model: 'Standard PC (Q35 + ICH9, 2009)' }],
    ['by its serial number', { serial: 'VMware-56 4d 01 02' }],
    ['by what its agent says', { vmSystem: 'KVM' }],
    ['by its addresses', { adapters: [{ mac: '00:50:56:00:00:01' }] }],
  ] as const)('knows a virtual machine %s', (_what, told) => {
    expect(toFingerprint({ ...base, ...told }).isVirtual).toBe(true);
  });

  test('believes the firmware above the agent, and neither without a word', () => {
    const told = { manufacturer: 'VMware, Inc.', model: 'VMware7,1', vmSystem: 'Physical' };

    expect(toFingerprint({ ...base, ...told }).isVirtual).toBe(true);
    expect(toFingerprint(base).isVirtual).toBe(false);
  });
});
