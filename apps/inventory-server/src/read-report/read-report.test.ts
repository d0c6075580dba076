import { deflateSync, gzipSync } from 'node:zlib';
import { formatInventory } from '@popis/inventory-format';
import { expect, test } from 'vitest';
import { readReport } from './read-report.ts';

const xml = formatInventory({
  deviceId: 'pc-2026-01-02-03-04-05',
  sections: { BIOS: [{ SSN: 'S1' }] },
  accountInfo: [],
});

test.each([
  ['zlib', deflateSync(xml)],
  ['gzip', gzipSync(xml)],
  ['plain', Buffer.from(xml)],
])('a report in the form %s is read as the server would', async (form, bytes) => {
  expect(await readReport(bytes)).toMatchObject({
    form,
    request: { query: 'INVENTORY', deviceId: 'pc-2026-01-02-03-04-05', sections: { BIOS: [{ SSN: 'S1' }] } },
  });
});

test.each([
  ['no report', Buffer.from('x'), 'not-inflatable'],
  ['a DOCTYPE', deflateSync('<!DOCTYPE a><REQUEST/>'), 'doctype'],
  ['JSON of no action', Buffer.from('{}'), /./],
])('%s is refused with the reason', async (_what, bytes, reason) => {
  const read = await readReport(bytes);

  expect('refused' in read && read.refused).toMatch(reason);
});
