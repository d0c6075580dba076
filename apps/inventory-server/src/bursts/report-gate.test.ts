import { expect, test } from 'vitest';
import { openReportGate } from './report-gate.ts';

test('bodies are let in while there is room for them, and room that was given back counts once', () => {
  const gate = openReportGate(100);

  const first = gate.enter(60);
  const tooMuch = gate.enter(41);
  const second = gate.enter(40);
  first?.();
  first?.();

  expect([first, tooMuch, second].map((leave) => leave !== undefined)).toEqual([true, false, true]);
  expect(gate.enter(61)).toBeUndefined();
  expect(gate.enter(60)).toBeDefined();
});

test('a gate that closes lets nobody in and waits for who is in', async () => {
  const gate = openReportGate(100);
  const leave = gate.enter(10);
  let isEmpty = false;

  const closing = gate.close(60_000).then(() => {
    isEmpty = true;
  });
  const late = gate.enter(10);
  await Promise.resolve();
  const waited = !isEmpty;
  leave?.();
  await closing;

  expect(late).toBeUndefined();
  expect(waited).toBe(true);
});

test('a gate does not wait for ever', async () => {
  const gate = openReportGate(100);
  gate.enter(10);

  await gate.close(1);

  expect(gate.enter(0)).toBeUndefined();
});
