import { openMetrics } from '@popis/metrics';
import { expect, test } from 'vitest';
import type { Contact } from '../contacts/contact.ts';
import { countContacts } from './contact-metrics.ts';

const contact: Contact = {
  receivedAtMs: 0,
  requestId: 'r-1',
  deviceId: 'pc-2026-01-02-03-04-05',
  query: 'INVENTORY',
  outcome: 'answered',
  status: 200,
  cause: undefined,
  durationMs: 40,
  bytes: 900,
  writtenSections: 3,
  address: '10.1.2.3',
  storedAs: { hardwareId: 7, identification: 'new' },
};

async function scrape(contacts: readonly Contact[]): Promise<string[]> {
  const registry = openMetrics('popis-test', '0');
  const count = countContacts(registry);
  for (const each of contacts) count(each);
  return (await registry.metrics()).split('\n').filter((line) => line.startsWith('popis_inventory'));
}

test('contacts are counted by query, outcome and cause', async () => {
  const refused = { ...contact, query: undefined, outcome: 'refused' as const, cause: 'malformed' };

  const lines = await scrape([contact, contact, { ...refused, storedAs: undefined, writtenSections: 0 }]);

  expect(lines).toContain('popis_inventory_contacts_total{query="INVENTORY",outcome="answered",cause=""} 2');
  expect(lines).toContain('popis_inventory_contacts_total{query="",outcome="refused",cause="malformed"} 1');
  expect(lines).toContain(
    'popis_inventory_contact_duration_seconds_bucket{le="0.05",query="INVENTORY",outcome="answered"} 2',
  );
  expect(lines).toContain('popis_inventory_received_bytes_total 2700');
  expect(lines).toContain('popis_inventory_written_sections_total 6');
  expect(lines).toContain('popis_inventory_identifications_total{outcome="new"} 2');
});

test('whatever devices, addresses, queries and causes come, the series stay as many', async () => {
  const many = Array.from({ length: 1_000 }, (_, number) => ({
    ...contact,
    deviceId: `device-${number}`,
    address: `10.0.${number >> 8}.${number & 255}`,
    query: `QUERY-${number}`,
    cause: `Cause ${number}`,
    outcome: 'refused' as const,
  }));

  const lines = await scrape(many);

  expect(lines.filter((line) => line.startsWith('popis_inventory_contacts_total'))).toEqual([
    'popis_inventory_contacts_total{query="other",outcome="refused",cause="other"} 1000',
  ]);
  expect(lines.join('\n')).not.toMatch(/device-|10\.0\./);
});
