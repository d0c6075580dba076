import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'popis-life-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function start(body: string) {
  const script = path.join(folder, 'main.ts');
  const processLife = path.join(import.meta.dirname, 'process-life.ts');
  writeFileSync(
    script,
    `import { announceReady, runUntilStopped } from ${JSON.stringify(processLife)};\n${body}`,
  );
  // `source` makes workspace imports resolve to TypeScript, which Node strips by itself.
  const child = fork(script, { silent: true, execArgv: ['--conditions=source'] });
  const output: string[] = [];
  child.stdout?.on('data', (chunk) => output.push(String(chunk)));
  child.stderr?.on('data', (chunk) => output.push(String(chunk)));
  return { child, output, message: once(child, 'message'), exit: once(child, 'exit') };
}

const listening = `
await runUntilStopped(async () => {
  const timer = setInterval(() => {}, 1000);
  announceReady({ url: 'http://127.0.0.1:1' });
  return { async stop(askedBy) { clearInterval(timer); console.log('stopped by ' + askedBy); } };
});`;

test('a process announces where it listens and stops once, by one signal, however many come', async () => {
  const { child, output, message, exit } = start(listening);
  const [ready] = await message;

  child.kill('SIGINT');
  child.kill('SIGTERM');
  child.kill('SIGINT');
  const [code] = await exit;

  expect(ready).toEqual({ ready: true, url: 'http://127.0.0.1:1' });
  expect(code).toBe(0);
  // Which of several that are sent at once comes first is the system's affair.
  expect(output.join('')).toMatch(/^stopped by SIG(INT|TERM)\n$/);
});

test('a process whose parent is gone stops', async () => {
  const { child, output, message, exit } = start(listening);
  await message;

  child.disconnect();
  const [code] = await exit;

  expect(code).toBe(0);
  expect(output.join('')).toBe('stopped by parent gone\n');
});

test('a start that fails says why in one line and to the supervisor', async () => {
  const { output, message, exit } = start(`
    await runUntilStopped(async () => {
      throw Object.assign(new Error('port 80 is in use'), { code: 'EADDRINUSE' });
    });`);
  const [said] = await message;
  const [code] = await exit;

  expect(said).toEqual({ ready: false, message: 'port 80 is in use', code: 'EADDRINUSE' });
  expect(output.join('')).toBe('port 80 is in use\n');
  expect(code).toBe(1);
});

test('a start that is given up because a stop was asked for is no failure', async () => {
  const { child, output, message, exit } = start(`
    import { setTimeout } from 'node:timers/promises';
    await runUntilStopped(async (stopAsked) => {
      announceReady({ url: 'http://127.0.0.1:1' });
      await setTimeout(60_000, undefined, { signal: stopAsked }).catch(() => stopAsked.throwIfAborted());
      return { async stop() {} };
    });`);
  await message;

  child.kill('SIGTERM');
  const [code] = await exit;

  expect(code).toBe(0);
  expect(output.join('')).toBe('');
});
