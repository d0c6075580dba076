import { hostname } from 'node:os';
import { isSectionName } from '@popis/inventory-format';
import { describe, expect, test } from 'vitest';
import { linuxCollectors } from './collectors/linux.ts';
import { takeInventory } from './inventory.ts';
import { createLocalHost } from './local-host.ts';
import { createRecording, formatRecording, parseRecording } from './recordings/recording.ts';
import { createRecordingHost } from './recordings/recording-host.ts';
import { createReplayHost } from './recordings/replay-host.ts';

describe('the inventory of this very host', () => {
  test('has what every Linux host has', async () => {
    const { sections, failedSections } = await takeInventory(
      createLocalHost(() => undefined),
      linuxCollectors,
    );

    expect(failedSections).toEqual([]);
    expect(sections.HARDWARE?.[0]).toMatchObject({
      NAME: hostname().split('.')[0],
      OSNAME: expect.stringMatching(/./),
      MEMORY: expect.stringMatching(/^[1-9]\d+$/),
      PROCESSORN: expect.stringMatching(/^[1-9]\d*$/),
    });
    expect(sections.CPUS?.length).toBeGreaterThan(0);
    expect(sections.DRIVES).toContainEqual(expect.objectContaining({ TYPE: '/' }));
    expect(sections.LOCAL_USERS).toContainEqual(expect.objectContaining({ LOGIN: 'root', ID_USER: '0' }));
    expect(Object.keys(sections).every(isSectionName)).toBe(true);
  });

  test('is the same from its recording', async () => {
    const local = createLocalHost(() => undefined);
    const recording = createRecording(local.name, local.architecture);

    const seen = await takeInventory(createRecordingHost(local, recording), linuxCollectors);
    const replayed = await takeInventory(
      createReplayHost(parseRecording(formatRecording(recording))),
      linuxCollectors,
    );

    expect(replayed).toEqual(seen);
  });
});
