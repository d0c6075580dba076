import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { getSection, SECTION_NAMES } from '@popis/inventory-format';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { Collector } from './collectors/collector.ts';
import { linuxCollectors } from './collectors/linux.ts';
import { takeInventory } from './inventory.ts';
import { createRecording } from './recordings/recording.ts';
import { createReplayHost, replayText } from './recordings/replay-host.ts';

const folder = path.resolve(import.meta.dirname, '../fixtures');
const fixtures = readdirSync(folder).filter((name) => name.endsWith('.txt'));
/** Sent as OCS agents do, though no server stores it. */
const unstored = ['FROM'];

function replay(fixture: string) {
  return replayText(readFileSync(path.join(folder, fixture), 'utf8'));
}

// Installation dates are told in local time.
beforeAll(() => {
  vi.stubEnv('TZ', 'UTC');
});

describe.each(fixtures)('the inventory of %s', (fixture) => {
  test('is the expected one', async () => {
    const inventory = await takeInventory(replay(fixture), linuxCollectors);

    expect(inventory.failedSections).toEqual([]);
    await expect(`${JSON.stringify(inventory.sections, null, 2)}\n`).toMatchFileSnapshot(
      path.join(folder, fixture.replace('.txt', '.expected.json')),
    );
  });

  test('holds nothing that the server has no column for', async () => {
    const { sections } = await takeInventory(replay(fixture), linuxCollectors);

    const unknown = new Set<string>();
    for (const section of SECTION_NAMES) {
      const columns = new Set(getSection(section).columns.map((column) => column.name));
      for (const field of (sections[section] ?? []).flatMap((row) => Object.keys(row))) {
        if (!columns.has(field) && !unstored.includes(field)) unknown.add(`${section}/${field}`);
      }
    }
    expect([...unknown]).toEqual([]);
  });

  test('is the same when it is taken again', async () => {
    const host = replay(fixture);

    const first = await takeInventory(host, linuxCollectors);
    const second = await takeInventory(host, linuxCollectors);

    expect(second).toEqual(first);
  });
});

test.each(linuxCollectors)(
  'the collector of $topic finds something on one of these hosts',
  async (collector) => {
    let rows = 0;
    for (const fixture of fixtures) {
      const host = replay(fixture);
      if (!(await collector.isAvailable(host))) continue;
      const sections = await collector.collect(host);
      for (const section of collector.sections) rows += sections[section]?.length ?? 0;
    }

    expect(rows).toBeGreaterThan(0);
  },
);

test.each(linuxCollectors)('the collector of $topic names every section it fills', async (collector) => {
  const unnamed = new Set<string>();
  for (const fixture of fixtures) {
    const host = replay(fixture);
    const sections = (await collector.isAvailable(host)) ? await collector.collect(host) : {};
    for (const section of SECTION_NAMES) {
      if (section in sections && !collector.sections.includes(section)) unnamed.add(section);
    }
  }

  expect([...unnamed]).toEqual([]);
});

describe('an inventory', () => {
  const host = createReplayHost(createRecording('pc', 'x86_64'));
  const collector = (topic: string, part: Partial<Collector>): Collector => ({
    topic,
    sections: ['SOFTWARES'],
    isAvailable: async () => true,
    collect: async () => ({}),
    ...part,
  });

  test('leaves out the section of a collector that fails, and keeps the others', async () => {
    const inventory = await takeInventory(host, [
      collector('dpkg', { collect: async () => ({ SOFTWARES: [{ NAME: 'bash' }] }) }),
      collector('rpm', { collect: () => Promise.reject(new Error('database locked')) }),
      collector('groups', {
        sections: ['LOCAL_GROUPS'],
        collect: async () => ({ LOCAL_GROUPS: [{ NAME: 'root' }] }),
      }),
    ]);

    expect(inventory.sections).toEqual({ LOCAL_GROUPS: [{ NAME: 'root' }] });
    expect(inventory.failedSections).toEqual(['SOFTWARES']);
  });

  test('tells "there is none" from "nobody can tell"', async () => {
    const inventory = await takeInventory(host, [
      collector('monitors', { sections: ['MONITORS'], collect: async () => ({ MONITORS: [] }) }),
      collector('printers', { sections: ['PRINTERS'], isAvailable: async () => false }),
    ]);

    expect(inventory.sections).toEqual({ MONITORS: [] });
  });

  test('adds the rows of several collectors, and joins what they know of the device', async () => {
    const inventory = await takeInventory(host, [
      collector('dpkg', {
        collect: async () => ({ SOFTWARES: [{ NAME: 'bash' }], HARDWARE: [{ NAME: 'pc' }] }),
      }),
      collector('snap', {
        collect: async () => ({ SOFTWARES: [{ NAME: 'firefox' }], HARDWARE: [{ MEMORY: '1' }] }),
      }),
    ]);

    expect(inventory.sections.SOFTWARES).toEqual([{ NAME: 'bash' }, { NAME: 'firefox' }]);
    expect(inventory.sections.HARDWARE).toEqual([{ NAME: 'pc', MEMORY: '1' }]);
  });

  test('sends what is known of the device although one who knows more of it fails', async () => {
    const inventory = await takeInventory(host, [
      collector('system', { sections: ['HARDWARE'], collect: async () => ({ HARDWARE: [{ NAME: 'pc' }] }) }),
      collector('networks', {
        sections: ['HARDWARE', 'NETWORKS'],
        collect: () => Promise.reject(new Error('no such device')),
      }),
    ]);

    expect(inventory.sections).toEqual({ HARDWARE: [{ NAME: 'pc' }] });
    expect(inventory.failedSections).toEqual(['NETWORKS']);
  });
});
