import { expect, test } from 'vitest';
import { createProgress, formatStep } from './progress.ts';

function record(isTTY: boolean) {
  const output = { text: '', isTTY, write: (text: string) => (output.text += text) };
  let clock = 0;
  const progress = createProgress(2, output, () => {
    clock += 400;
    return clock;
  });
  return { output, progress };
}

test('a step is one line with its number, a tick and seconds', () => {
  expect(formatStep(1, 7, { title: 'PostgreSQL', ended: 'ready', tookMs: 412 })).toBe(
    '[1/7] ✓ PostgreSQL (0.4 s)',
  );
});

test('steps are counted, and what one gives is handed on', async () => {
  const { output, progress } = record(false);

  const result = await progress.step('One', async () => 1);
  await expect(progress.step('Two', () => Promise.reject(new Error('no')))).rejects.toThrow('no');

  expect(result).toBe(1);
  expect(output.text).toBe('[1/2] ✓ One (0.4 s)\n[2/2] ✗ Two (0.4 s)\n');
});

test('a terminal shows the running step, and a note does not mix with it', async () => {
  const { output, progress } = record(true);

  await progress.step('One', async () => progress.note('by the way'));

  expect(output.text).toBe('[1/2] … One\r\u001b[Kby the way\n[1/2] … One\r\u001b[K[1/2] ✓ One (0.4 s)\n');
});
