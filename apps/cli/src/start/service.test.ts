import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runToEnd } from './run-to-end.ts';
import { type Service, startService } from './service.ts';

const never = new AbortController().signal;
let folder: string;
let notes: string[];
let running: Service[];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'popis-service-'));
  notes = [];
  running = [];
});
afterEach(async () => {
  for (const service of running) await service.stop();
  rmSync(folder, { recursive: true });
});

function toOptions(body: string) {
  const entry = path.join(folder, 'main.mjs');
  writeFileSync(entry, body);
  return {
    name: 'fake',
    entry,
    env: { PATH: process.env.PATH, FOLDER: folder },
    logFile: path.join(folder, 'fake.log'),
    onNote: (line: string) => notes.push(line),
  };
}

async function start(body: string, stopAsked = never): Promise<Service> {
  const service = await startService(toOptions(body), stopAsked);
  running.push(service);
  return service;
}

/** Says it is ready, writes its number, and lives until told otherwise. */
const living = `
  import { appendFileSync } from 'node:fs';
  appendFileSync(process.env.FOLDER + '/pids', process.pid + '\\n');
  process.on('SIGTERM', () => process.exit(0));
  process.on('disconnect', () => process.exit(0));
  process.send({ ready: true, url: 'http://127.0.0.1:1' });
  setInterval(() => {}, 1000);`;

/** The numbers that were written; a file that is just being made has none yet. */
function readPids(): number[] {
  const lines = readFileSync(path.join(folder, 'pids'), 'utf8').split('\n');
  return lines.filter((line) => line !== '').map(Number);
}

function isRunning(pid: number | undefined): boolean {
  try {
    return process.kill(pid ?? 0, 0);
  } catch {
    return false;
  }
}

test('a service is started when it says so, and stopped in order', async () => {
  const service = await start(living);
  const [pid] = readPids();

  await service.stop();

  expect(service.url).toBe('http://127.0.0.1:1');
  expect(isRunning(pid)).toBe(false);
  expect(notes).toEqual([]);
});

test('a service that dies is started again, and that is said', async () => {
  await start(living);
  const [first] = readPids();

  process.kill(first ?? 0, 'SIGKILL');
  await expect.poll(() => readPids().length, { timeout: 10_000 }).toBe(2);

  expect(notes).toEqual([
    `fake was killed by SIGKILL; it is started again in 0.5 s (log: ${path.join(folder, 'fake.log')})`,
  ]);
});

test('a service that cannot start says why, with the end of its log', async () => {
  const attempt = start(`
    console.error('line one');
    console.error('the reason');
    process.send({ ready: false, message: 'no luck', code: 'EADDRINUSE' }, () => process.exit(1));`);

  await expect(attempt).rejects.toMatchObject({
    message: 'fake did not start: no luck',
    code: 'EADDRINUSE',
    logTail: ['line one', 'the reason'],
    logFile: path.join(folder, 'fake.log'),
  });
});

test('what a service says of its failure counts, however long after its end it is heard', async () => {
  // A process of its own says it through the same channel, when the service has ended.
  const attempt = start(`
    import { spawn } from 'node:child_process';
    const late = "setTimeout(() => fs.writeSync(3, JSON.stringify({ ready: false, message: 'no luck' }) + '\\\\n'), 300)";
    spawn(process.execPath, ['-e', late], { stdio: ['ignore', 'ignore', 'ignore', 3], detached: true });
    process.exit(1);`);

  await expect(attempt).rejects.toThrow('fake did not start: no luck');
});

test('a service that ends without a word is a failure too', async () => {
  await expect(start('process.exit(7)')).rejects.toThrow('fake did not start: ended with exit code 7');
});

test('the log of an earlier run is kept, and not shown as the reason of this one', async () => {
  await start(`console.error('earlier'); process.exit(1)`).catch(() => {});

  await expect(start(`console.error('now'); process.exit(1)`)).rejects.toMatchObject({ logTail: ['now'] });
});

test('a start is given up when a stop is asked for', async () => {
  const stop = new AbortController();
  const attempt = start(
    `
    import { appendFileSync } from 'node:fs';
    appendFileSync(process.env.FOLDER + '/pids', process.pid + '\\n');
    setInterval(() => {}, 1000);`,
    stop.signal,
  );
  const outcome = attempt.catch((error: unknown) => error);
  await expect.poll(() => readPids().length).toBe(1);

  stop.abort();

  expect(await outcome).toBe(stop.signal.reason);
  expect(isRunning(readPids()[0])).toBe(false);
});

test('a program that does its work and ends is waited for', async () => {
  const program = { ...toOptions(`console.log(process.argv[2])`), args: ['done'] };

  await runToEnd(program, never);

  expect(readFileSync(program.logFile, 'utf8')).toBe('done\n');
});

test('a program may end well with another exit code than 0', async () => {
  const program = { ...toOptions('process.exit(4)'), args: [] };

  expect(await runToEnd({ ...program, alsoWell: [4] }, never)).toBe(4);
  await expect(runToEnd(program, never)).rejects.toThrow('exit code 4');
});

test('a program that fails says so with the end of its log', async () => {
  const program = { ...toOptions(`console.error('why'); process.exit(2)`), args: [] };

  await expect(runToEnd(program, never)).rejects.toMatchObject({
    message: 'fake ended with exit code 2',
    logTail: ['why'],
  });
});
