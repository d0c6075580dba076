import { expect, test } from 'vitest';
import { replayText } from '../../recordings/replay-host.ts';
import { collect, isAvailable } from './printers.ts';

const list = '["lpstat","-v"]';

test('CUPS without queues: there are no printers', async () => {
  const host = replayText(`=== run 1 ${list}\n=== stderr ${list}\nlpstat: No destinations added.\n`);

  expect(await isAvailable(host)).toBe(true);
  expect(await collect(host)).toEqual({ PRINTERS: [] });
});

test('CUPS that does not answer: nobody can tell', async () => {
  const host = replayText(`=== run 1 ${list}\n=== stderr ${list}\nlpstat: Bad file descriptor\n`);

  await expect(collect(host)).rejects.toThrow('lpstat ended with 1: lpstat: Bad file descriptor');
});

test('no CUPS: nobody can tell', async () => {
  expect(await isAvailable(replayText('=== host pc x86_64'))).toBe(false);
});
