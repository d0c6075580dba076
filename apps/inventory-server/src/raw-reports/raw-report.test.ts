import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { folderOf, isReportName, nameOf, planRemoval, type RawReport, toKept } from './raw-report.ts';
import { formatReportFile, readReportFile } from './report-file.ts';

const report: RawReport = {
  receivedAtMs: 1_795_000_000_123,
  requestId: 'r-1',
  deviceId: '../../etc/passwd',
  hardwareId: 7,
  query: 'INVENTORY',
  outcome: 'answered',
  status: 200,
  cause: undefined,
  address: '10.1.2.3',
  userAgent: 'agent\nwith a line',
  contentType: 'application/x-compress',
  body: Buffer.from([0, 10, 255, 10]),
};

test('a file gives back the bytes and all that is known of them', async () => {
  const { facts, body } = toKept(report);

  const file = () => Readable.from(formatReportFile(facts, body), { objectMode: false });

  expect(await readReportFile(file(), true)).toEqual({ facts, body: report.body });
  expect((await readReportFile(file(), false)).facts).toEqual(facts);
});

test('a file that is none of ours is a fault of the store', async () => {
  await expect(readReportFile(Readable.from([Buffer.from('{"x":1}\n')]), true)).rejects.toThrow(
    'cannot be read',
  );
});

test('names and folders are made here, whatever a report says', () => {
  const { facts } = toKept(report);

  expect(nameOf(facts)).toMatch(/^1795000000123-inventory-[0-9a-f]{16}$/);
  expect(isReportName(nameOf(facts))).toBe(true);
  expect(isReportName(nameOf({ ...facts, query: undefined }))).toBe(true);
  expect(folderOf(report.deviceId ?? '')).toMatch(/^d-[0-9a-f]{32}$/);
});

test('of a refused report the beginning is kept, and how long it was', () => {
  const body = Buffer.alloc(300 * 1024);

  const kept = toKept({ ...report, outcome: 'refused', body });

  expect(kept.body).toHaveLength(256 * 1024);
  expect(kept.facts).toMatchObject({ isCut: true, bytes: 300 * 1024 });
  expect(toKept({ ...report, body }).body).toHaveLength(300 * 1024);
});

test('the latest of each query stay', () => {
  const names = [1, 2, 3, 4].map((n) => `000000000000${n}-inventory-${'a'.repeat(16)}`);
  const scan = `0000000000000-snmp-${'b'.repeat(16)}`;

  expect(planRemoval([...names, scan], 2)).toEqual([names[1], names[0]]);
  expect(planRemoval([...names, scan], 0)).toHaveLength(5);
});
