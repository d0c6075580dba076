import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatDownloadResult, formatInventory, formatProlog } from './format-request.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import type { InventoryRequest } from './messages.ts';
import { isDeviceId, parseReport } from './parse-report.ts';

const deviceId = 'vm-2026-11-22-07-02-03';

function parse(xml: string) {
  return parseReport(Buffer.from(xml), DEFAULT_LIMITS);
}

function requestOf(xml: string) {
  const outcome = parse(xml);
  if (!outcome.accepted) throw new Error(outcome.fault);
  return outcome.value.request;
}

function inventory(content: string): InventoryRequest {
  const request = requestOf(
    `<REQUEST><CONTENT>${content}</CONTENT><DEVICEID>${deviceId}</DEVICEID><QUERY>INVENTORY</QUERY></REQUEST>`,
  );
  if (request.query !== 'INVENTORY') throw new Error('no inventory');
  return request;
}

describe('an inventory', () => {
  test('of a real agent is read whole', () => {
    const file = path.join(import.meta.dirname, '../fixtures/unix-agent-2.10-inventory.xml');
    const request = requestOf(readFileSync(file, 'utf8'));

    expect(request).toMatchObject({
      query: 'INVENTORY',
      deviceId: 'vm-2026-11-22-07-00-39',
      accountInfo: [{ name: 'TAG', value: 'BENCH-TAG' }],
      ignoredSections: [],
    });
    const { sections } = request as InventoryRequest;
    const counts = Object.fromEntries(Object.entries(sections).map(([name, rows]) => [name, rows.length]));
    expect(counts).toEqual({
      CONTROLLERS: 6,
      CPUS: 1,
      DRIVES: 1,
      HARDWARE: 1,
      LOCAL_GROUPS: 3,
      LOCAL_USERS: 3,
      NETWORKS: 4,
      REPOSITORY: 3,
      SOFTWARES: 10,
      STORAGES: 2,
    });
    expect(sections.HARDWARE?.[0]).toMatchObject({ NAME: 'vm', CHECKSUM: '1572863', MEMORY: '24105' });
  });

  test('empty elements are absent', () => {
    const { sections } = inventory(
      '<BIOS></BIOS><CPUS><TYPE></TYPE></CPUS><PORTS><NAME>a</NAME><TYPE> </TYPE></PORTS>',
    );

    expect(sections).toEqual({ PORTS: [{ NAME: 'a' }] });
  });

  test('an empty element of a repeated section says that there are none', () => {
    const { sections } = inventory('<BIOS/><SOUNDS/><MONITORS></MONITORS><PORTS>\n</PORTS>');

    expect(sections).toEqual({ SOUNDS: [], MONITORS: [], PORTS: [] });
  });

  test('"there are none" comes back from what an agent writes, and "nobody can tell" too', () => {
    const sections = { HARDWARE: [{ NAME: 'pc' }], MONITORS: [], BIOS: [] };
    const xml = formatInventory({ deviceId: 'pc-2026-01-02-03-04-05', sections, accountInfo: [] });

    const request = requestOf(xml) as InventoryRequest;

    expect(request.sections).toEqual({ HARDWARE: [{ NAME: 'pc' }], MONITORS: [] });
  });

  test('attributes and children are alike', () => {
    const { sections } = inventory('<PORTS NAME="COM1" TYPE="serial"/><PORTS><NAME>COM2</NAME></PORTS>');

    expect(sections.PORTS).toEqual([{ NAME: 'COM1', TYPE: 'serial' }, { NAME: 'COM2' }]);
  });

  test('a field that comes twice counts once', () => {
    expect(inventory('<PORTS><NAME/><NAME>a</NAME><NAME>b</NAME></PORTS>').sections.PORTS).toEqual([
      { NAME: 'a' },
    ]);
  });

  test('sections that are not stored are only named', () => {
    expect(inventory('<PROCESSES><CMD>x</CMD></PROCESSES><ENVS/><PROCESSES/>').ignoredSections).toEqual([
      'PROCESSES',
      'ENVS',
    ]);
  });

  test('the history of packages and the result of a scan are read', () => {
    const request = inventory(
      '<DOWNLOAD><HISTORY><PACKAGE ID="17"/><PACKAGE><ID>18</ID></PACKAGE></HISTORY></DOWNLOAD>' +
        '<IPDISCOVER><H><I>10.1.2.7</I><M>02:aa:bb:cc:dd:ee</M><N>printer</N></H><H><I>10.1.2.8</I><M>02:aa:bb:cc:dd:ef</M><N>-</N></H></IPDISCOVER>',
    );

    expect(request.downloadHistory).toEqual(['17', '18']);
    expect(request.discovered).toEqual([
      { ip: '10.1.2.7', mac: '02:aa:bb:cc:dd:ee', name: 'printer' },
      { ip: '10.1.2.8', mac: '02:aa:bb:cc:dd:ef' },
    ]);
  });

  test.each([
    '<OLD_DEVICEID>old-2020-01-01-00-00-00</OLD_DEVICEID>',
    '<DOWNLOAD><HISTORY><OLD_DEVICEID>old-2020-01-01-00-00-00</OLD_DEVICEID></HISTORY></DOWNLOAD>',
  ])('the old DEVICEID is read from both its places: %s', (content) => {
    expect(inventory(content).oldDeviceId).toBe('old-2020-01-01-00-00-00');
  });

  test('forbidden characters are replaced and counted', () => {
    const outcome = parse(
      `<REQUEST><DEVICEID>${deviceId}</DEVICEID><QUERY>INVENTORY</QUERY><CONTENT><BIOS><SSN>A\u0001B\u0000</SSN></BIOS></CONTENT></REQUEST>`,
    );

    expect(outcome).toMatchObject({
      accepted: true,
      value: { replacedCharacters: 2, request: { sections: { BIOS: [{ SSN: 'A\ufffdB\ufffd' }] } } },
    });
  });

  test('what an agent formats is what is read', () => {
    const sections = {
      HARDWARE: [{ NAME: 'a & b <c>', CHECKSUM: '3' }],
      SOFTWARES: [{ NAME: 'x"y\'' }, { NAME: 'ž日😀' }],
    };
    const xml = formatInventory({
      deviceId,
      sections,
      accountInfo: [{ name: 'TAG', value: 'SITE' }],
      oldDeviceId: 'old-2020-01-01-00-00-00',
      downloadHistory: ['5'],
      discovered: [{ ip: '10.0.0.1', mac: '02:00:00:00:00:01' }],
    });

    expect(requestOf(xml)).toEqual({
      query: 'INVENTORY',
      deviceId,
      sections,
      accountInfo: [{ name: 'TAG', value: 'SITE' }],
      oldDeviceId: 'old-2020-01-01-00-00-00',
      downloadHistory: ['5'],
      discovered: [{ ip: '10.0.0.1', mac: '02:00:00:00:00:01' }],
      ignoredSections: [],
    });
  });
});

describe('other requests', () => {
  test('PROLOG', () => {
    expect(requestOf(formatProlog(deviceId))).toEqual({ query: 'PROLOG', deviceId });
  });

  test('the result of a deployment, all of it attributes', () => {
    const expected = { query: 'DOWNLOAD', deviceId, packageId: '1700000001', code: 'SUCCESS' };

    expect(
      requestOf(`<REQUEST DEVICEID="${deviceId}" ERR="SUCCESS" ID="1700000001" QUERY="DOWNLOAD" />`),
    ).toEqual(expected);
    expect(requestOf(formatDownloadResult(deviceId, '1700000001', 'SUCCESS'))).toEqual(expected);
  });

  test('the result of a deployment without a code', () => {
    expect(requestOf(`<REQUEST DEVICEID="${deviceId}" ID="1" QUERY="DOWNLOAD"/>`)).toMatchObject({
      code: 'UNKNOWN_CODE',
    });
  });

  test('NOTIFY', () => {
    const xml = `<REQUEST><DEVICEID>${deviceId}</DEVICEID><QUERY>NOTIFY</QUERY><TYPE>IP</TYPE><IFACE><IP>10.1.2.3</IP><MAC>m</MAC></IFACE><IFACE><IP>10.1.2.4</IP></IFACE><HARDWARE><IPADDR>10.1.2.4</IPADDR></HARDWARE></REQUEST>`;

    expect(requestOf(xml)).toEqual({
      query: 'NOTIFY',
      deviceId,
      type: 'IP',
      interfaces: [{ IP: '10.1.2.3', MAC: 'm' }, { IP: '10.1.2.4' }],
      mainAddress: '10.1.2.4',
    });
  });

  test('UPDATE needs no DEVICEID', () => {
    expect(requestOf('<REQUEST><QUERY>UPDATE</QUERY></REQUEST>')).toEqual({ query: 'UPDATE', deviceId: '' });
  });
});

test('who keeps a DEVICEID does not keep the report it came with', () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage: () => void = runInNewContext('gc');
  const words = 'word '.repeat(200_000);
  const held = (): number => {
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };
  const before = held();

  const kept = Array.from({ length: 60 }, (_none, n) =>
    requestOf(
      `<REQUEST><DEVICEID>pc${n}-2026-01-02-03-04-05</DEVICEID><QUERY>PROLOG</QUERY><X>${words}</X></REQUEST>`,
    ),
  ).map((request) => request.deviceId);

  expect(held() - before).toBeLessThan(10_000_000);
  expect(kept).toHaveLength(60);
});

describe('a request that says nothing we know', () => {
  test.each([
    ['no DEVICEID', '<REQUEST><QUERY>PROLOG</QUERY></REQUEST>', 'device-id'],
    ['a bad DEVICEID', '<REQUEST><DEVICEID>x</DEVICEID><QUERY>PROLOG</QUERY></REQUEST>', 'device-id'],
    ['no QUERY', `<REQUEST><DEVICEID>${deviceId}</DEVICEID></REQUEST>`, 'query'],
    ['an unknown QUERY', `<REQUEST><DEVICEID>${deviceId}</DEVICEID><QUERY>FILE</QUERY></REQUEST>`, 'query'],
    ['a cut document', '<REQUEST><DEVICEID>x', 'malformed'],
  ])('%s is refused', (_what, xml, fault) => {
    expect(parse(xml)).toEqual({ accepted: false, fault });
  });

  test('the reserved names of groups are no DEVICEIDs', () => {
    expect(isDeviceId('_SYSTEMGROUP_')).toBe(false);
    expect(isDeviceId('a-b-2026-01-02-03-04-05')).toBe(true);
    expect(isDeviceId(`${'a'.repeat(300)}-2026-01-02-03-04-05`)).toBe(false);
    expect(isDeviceId('a-2026-01-02-03-04-05\n')).toBe(false);
  });
});

test('whatever the bytes are, reading ends with an outcome', () => {
  const captured = readFileSync(
    path.join(import.meta.dirname, '../fixtures/unix-agent-2.10-inventory.xml'),
  ).subarray(0, 4000);
  const damaged = fc
    .tuple(fc.nat(captured.length - 1), fc.uint8Array({ maxLength: 20 }), fc.nat(50))
    .map(([at, bytes, removed]) =>
      Buffer.concat([captured.subarray(0, at), bytes, captured.subarray(at + removed)]),
    );

  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), damaged), (bytes) => {
      expect(typeof parseReport(bytes, DEFAULT_LIMITS).accepted).toBe('boolean');
    }),
    { numRuns: 2000 },
  );
});
