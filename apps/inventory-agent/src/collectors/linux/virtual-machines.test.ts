import { expect, test } from 'vitest';
import { replayText } from '../../recordings/replay-host.ts';
import { collect as collectDocker, isAvailable as hasDocker } from './containers-docker.ts';
import { isAvailable as hasLibvirt } from './virtual-machines-libvirt.ts';

const ps = JSON.stringify([
  'docker',
  'ps',
  '--all',
  '--no-trunc',
  '--format',
  '{{.ID}}\t{{.Names}}\t{{.State}}\t{{.Image}}',
]);

test('an engine that is installed and not running cannot tell', async () => {
  const host = replayText('=== command docker\n=== command virsh\n=== directory /run\nlock\n');

  expect([await hasDocker(host), await hasLibvirt(host)]).toEqual([false, false]);
});

test('an engine without containers says that there are none', async () => {
  const host = replayText(`=== run 0 ${ps}\n`);

  expect(await collectDocker(host)).toEqual({ VIRTUALMACHINES: [] });
});

test('an engine this account may not ask fails the collector', async () => {
  const host = replayText(`=== run 1 ${ps}\n=== stderr ${ps}\npermission denied while trying to connect\n`);

  await expect(collectDocker(host)).rejects.toThrow('docker ended with 1: permission denied');
});
