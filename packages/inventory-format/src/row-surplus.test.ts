import { describe, expect, test } from 'vitest';
import { formatInventory } from './format-request.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { parseJsonReport } from './parse-json-report.ts';
import { parseReport } from './parse-report.ts';

const deviceId = 'pc-2026-01-02-03-04-05';
const limits = { ...DEFAULT_LIMITS, rowsOfSection: 40 };

function rowsOf(count: number) {
  return Array.from({ length: count }, (_, index) => ({ NAME: `a name that is long enough ${index}` }));
}

function parse(content: string, query = 'INVENTORY') {
  const xml = `<REQUEST><CONTENT>${content}</CONTENT><DEVICEID>${deviceId}</DEVICEID><QUERY>${query}</QUERY></REQUEST>`;
  return parseReport(Buffer.from(xml), limits, { find: () => undefined });
}

describe('a report with more rows than are taken', () => {
  test.each(['SOFTWARES', 'PORTS'] as const)('in %s is refused, and says where and how many', (section) => {
    const xml = (count: number) =>
      Buffer.from(formatInventory({ deviceId, sections: { [section]: rowsOf(count) }, accountInfo: [] }));

    expect(parseReport(xml(40), limits, { find: () => undefined }).accepted).toBe(true);
    expect(parseReport(xml(41), limits, { find: () => undefined })).toEqual({
      accepted: false,
      fault: 'too-many-rows',
      surplus: { part: section, rows: 41, most: 40 },
    });
  });

  test.each([
    [
      'scans',
      `<IPDISCOVER>${'<H><I>192.0.2.1</I><M>00:00:5e:00:53:01</M></H>'.repeat(41)}</IPDISCOVER>`,
      'IPDISCOVER',
    ],
    [
      'packages',
      `<DOWNLOAD><HISTORY>${'<PACKAGE><ID>1</ID></PACKAGE>'.repeat(41)}</HISTORY></DOWNLOAD>`,
      'DOWNLOAD',
    ],
  ])('of %s is refused', (_what, content, part) => {
    expect(parse(content)).toMatchObject({ fault: 'too-many-rows', surplus: { part, rows: 41 } });
  });

  test('of SNMP is refused', () => {
    expect(parse('<PRINTER><NAME>x</NAME></PRINTER>'.repeat(41), 'SNMP')).toMatchObject({
      surplus: { part: 'SNMP', rows: 41 },
    });
  });

  test('in JSON is refused in words', () => {
    const softwares = Array.from({ length: 41 }, (_, index) => ({ name: `tool ${index}` }));
    const message = JSON.stringify({ action: 'inventory', deviceid: deviceId, content: { softwares } });

    expect(parseJsonReport(Buffer.from(message), limits)).toEqual({
      accepted: false,
      message: 'SOFTWARES has 41 rows, and 40 are taken at most',
      fault: 'too-many-rows',
    });
  });
});
