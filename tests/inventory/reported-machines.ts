import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import {
  DEFAULT_LIMITS,
  formatInventory,
  type InventorySections,
  parseReport,
} from '@popis/inventory-format';
import { storeInventory } from '../../apps/inventory-server/src/inventory/store-inventory.ts';
import { openStore } from '../../apps/inventory-server/src/store.ts';
import { REPOSITORY } from '../support/processes.ts';

/** A report of one machine as an agent sends it. */
export interface RecordedReport {
  readonly tag: string;
  readonly xml: Buffer;
}

const agentFixtures = path.join(REPOSITORY, 'apps/inventory-agent/fixtures');
const unixAgent = path.join(REPOSITORY, 'apps/inventory-server/fixtures/unix-agent-2.10-inventory.xml.gz');

/** What our agent makes of all its recorded hosts, and what a real OCS agent said. */
export function readRecordedReports(): RecordedReport[] {
  const reports: RecordedReport[] = [{ tag: 'BENCH-TAG', xml: gunzipSync(readFileSync(unixAgent)) }];
  for (const file of readdirSync(agentFixtures).sort()) {
    if (!file.endsWith('.expected.json')) continue;
    const name = path.basename(file, '.expected.json');
    reports.push(toReport(name, JSON.parse(readFileSync(path.join(agentFixtures, file), 'utf8'))));
  }
  return reports;
}

/** A report of a machine that exists only here. */
export function toReport(tag: string, sections: InventorySections): RecordedReport {
  const [hardware = {}] = sections.HARDWARE ?? [];
  const xml = formatInventory({
    deviceId: `${tag}-2026-01-02-03-04-05`,
    accountInfo: [{ name: 'TAG', value: tag }],
    sections: { ...sections, HARDWARE: [{ ...hardware, CHECKSUM: '4194303' }] },
  });
  return { tag, xml: Buffer.from(xml) };
}

/** Stores reports in an inventory database as the inventory server does. */
export async function storeReports(url: string, reports: readonly RecordedReport[]): Promise<void> {
  const store = await openStore(url, 2, () => undefined);
  try {
    for (const { tag, xml } of reports) {
      const outcome = parseReport(xml, DEFAULT_LIMITS);
      if (!outcome.accepted || outcome.value.request.query !== 'INVENTORY') {
        throw new Error(`The report of ${tag} is no inventory`);
      }
      await storeInventory(store, outcome.value.request, { address: '192.0.2.2', userAgent: 'test' });
    }
  } finally {
    await store.close();
  }
}
