import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';
import { SealingService } from '../changes/sealing.service.ts';
import { formatVerdict, readArguments, runVerification } from './verify-command.ts';

let cmdb: TestCmdb;
let folder: string;

beforeAll(async () => {
  cmdb = await startTestCmdb();
  folder = await mkdtemp(path.join(tmpdir(), 'popis-anchor-'));
  await vi.waitFor(async () => {
    await cmdb.app.nest.get(SealingService).sealSettled();
    expect(await cmdb.query('SELECT change_id FROM unsealed_change')).toEqual([]);
  }, 20_000);
});
afterAll(async () => {
  await cmdb.stop();
  await rm(folder, { recursive: true });
});

const verify = (args: string[]) => runVerification(cmdb.app.database, readArguments(args), () => {});

test('the head of an intact history becomes an anchor, which holds from then on', async () => {
  const file = path.join(folder, 'anchor.json');

  const verdict = await verify(['--new-anchor', file]);

  expect(formatVerdict(verdict)).toMatch(
    /^History is intact: \d+ changes under \d+ seals, 0 waiting for theirs\. Seal/,
  );
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(verdict.intact && verdict.head);
  expect((await verify(['--anchor', file])).intact).toBe(true);
});

test('an anchor of a later state says that this one is older', async () => {
  const file = path.join(folder, 'later.json');
  await writeFile(file, JSON.stringify({ seal: 99, hash: 'ab'.repeat(32) }));

  expect(formatVerdict(await verify(['--anchor', file]))).toContain(
    'History is false. The state is older than anchor 99',
  );
});

test('what is no anchor, and unknown arguments, are refused', async () => {
  const file = path.join(folder, 'none.json');
  await writeFile(file, 'not one');

  await expect(verify(['--anchor', file])).rejects.toThrow('is no anchor');
  expect(() => readArguments(['--what'])).toThrow('The command line has a fault');
});
