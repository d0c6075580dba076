import { UnavailableError, UpstreamFailedError } from '@popis/errors';
import { expect, test } from 'vitest';
import { givingUpOnFailure } from './give-up.ts';

function cmdbThat(takes: boolean) {
  const told: string[] = [];
  return {
    told,
    async giveUpRun(runId: string, reason: string) {
      if (!takes) throw new UnavailableError('The CMDB does not answer');
      told.push(`${runId}: ${reason}`);
    },
  };
}

const fail = () => Promise.reject(new UpstreamFailedError('The view is gone'));

test('work that fails gives its run up with the reason, and the failure stays what it was', async () => {
  const cmdb = cmdbThat(true);

  await expect(givingUpOnFailure(cmdb, 'run-1', () => undefined, fail)).rejects.toThrow('The view is gone');

  expect(cmdb.told).toEqual(['run-1: The view is gone']);
});

test('that the CMDB could not be told is said, and does not hide the failure', async () => {
  const said: string[] = [];

  const ended = givingUpOnFailure(cmdbThat(false), 'run-1', (line) => void said.push(line), fail);

  await expect(ended).rejects.toThrow('The view is gone');
  expect(said).toEqual(['the CMDB was not told: The CMDB does not answer']);
});

test('work that is done gives nothing up', async () => {
  const cmdb = cmdbThat(true);

  expect(
    await givingUpOnFailure(
      cmdb,
      'run-1',
      () => undefined,
      async () => 'applied',
    ),
  ).toBe('applied');

  expect(cmdb.told).toEqual([]);
});
