// A real S3 server: Ceph RADOS Gateway on one monitor and one in-memory object store. It checks signatures and
// implements multipart uploads, presigned addresses, versions and object lock.
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { accepts, freePort, startDaemon, waitForDaemon } from '../daemon.mjs';

const run = promisify(execFile);

export const needs = {
  'ceph-mon': '/usr/bin/ceph-mon',
  'ceph-osd': '/usr/bin/ceph-osd',
  'ceph-common': '/usr/bin/ceph',
  radosgw: '/usr/bin/radosgw',
};
export const daemons = ['radosgw', 'ceph-osd', 'ceph-mon'];

export async function start({ folder, secret, log }) {
  const monitorPort = await freePort();
  const port = await freePort();
  const clusterId = randomUUID();
  const accessKey = 'popis-test';
  const secretKey = secret();
  const configuration = path.join(folder, 'ceph.conf');
  for (const name of ['mon', 'osd', 'rgw']) mkdirSync(path.join(folder, name));
  writeFileSync(configuration, clusterConfiguration(folder, clusterId, monitorPort, port));
  writeFileSync(path.join(folder, 'keyring'), '');
  const ceph = (...args) => runCeph(['-c', configuration, '--connect-timeout', '30', ...args]);

  log('starting the monitor');
  const monitorMap = path.join(folder, 'monmap');
  await run('monmaptool', [
    '--create',
    '--fsid',
    clusterId,
    '--addv',
    'a',
    `[v1:127.0.0.1:${monitorPort}]`,
    monitorMap,
  ]);
  await run('ceph-mon', ['-c', configuration, '--mkfs', '-i', 'a', '--monmap', monitorMap]);
  startDaemon(folder, 'ceph-mon', 'ceph-mon', ['-f', '-c', configuration, '-i', 'a']);
  await waitForDaemon(folder, 'ceph-mon', () => accepts(monitorPort));

  log('starting the object store');
  const storeId = randomUUID();
  await ceph('osd', 'new', storeId);
  await run('ceph-osd', ['-c', configuration, '-i', '0', '--mkfs', '--osd-uuid', storeId]);
  await ceph('osd', 'crush', 'add', '0', '1.0', 'root=default', 'host=here');
  startDaemon(folder, 'ceph-osd', 'ceph-osd', ['-f', '-c', configuration, '-i', '0']);
  await waitForDaemon(folder, 'ceph-osd', async () => (await ceph('osd', 'stat')).stdout.includes('1 up'));

  log('starting the gateway');
  startDaemon(folder, 'radosgw', 'radosgw', ['-f', '-c', configuration, '-n', 'client.rgw.a']);
  await waitForDaemon(folder, 'radosgw', () => accepts(port), 120_000);
  await run('radosgw-admin', [
    ...[
      '-c',
      configuration,
      '-n',
      'client.rgw.a',
      'user',
      'create',
      '--uid',
      'popis',
      '--display-name',
      'popis',
    ],
    ...['--access-key', accessKey, '--secret-key', secretKey],
  ]);
  return { s3: { endpoint: `http://127.0.0.1:${port}`, region: 'us-east-1', accessKey, secretKey } };
}

/**
 * Runs a command of the cluster. A client that connects while the monitor takes in a new list of accounts is given no rights, not even
 * to be told which commands there are; so nothing was carried out yet, and a moment later it is.
 */
async function runCeph(args, until = Date.now() + 30_000) {
  for (;;) {
    try {
      return await run('ceph', args);
    } catch (error) {
      const isTooEarly = String(error.stderr).includes('EPERM: problem getting command descriptions');
      if (!isTooEarly || Date.now() > until) throw error;
    }
    await sleep(200);
  }
}

function clusterConfiguration(folder, clusterId, monitorPort, port) {
  return `[global]
fsid = ${clusterId}
mon host = v1:127.0.0.1:${monitorPort}
mon initial members = a
public addr = 127.0.0.1
ms bind msgr2 = false
auth cluster required = none
auth service required = none
auth client required = none
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon warn on pool no redundancy = false
osd objectstore = memstore
osd class update on start = false
osd crush update on start = false
paxos propose interval = 0.05
paxos min wait = 0.01
memstore device bytes = 4294967296
run dir = ${folder}
admin socket = ${folder}/$name.asok
log file = ${folder}/$name.log
pid file =
keyring = ${folder}/keyring
mon data = ${folder}/mon
osd data = ${folder}/osd
rgw data = ${folder}/rgw
rgw frontends = beast endpoint=127.0.0.1:${port}
rgw dynamic resharding = false
rgw run sync thread = false
rgw enable gc threads = false
`;
}
