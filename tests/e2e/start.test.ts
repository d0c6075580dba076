import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '@popis/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type RunningProcess, runProcess, startProcess, waitFor } from '../support/processes.ts';

const cli = 'apps/cli/dist/main.js';
let folder: string;
let dataDir: string;
let started: RunningProcess[];

function prepare(): void {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'popis-start-')));
  // Run by root, PostgreSQL's own user has to pass through.
  chmodSync(folder, 0o711);
  dataDir = path.join(folder, 'data');
  started = [];
}

async function cleanUp(): Promise<void> {
  for (const process_ of started) await process_.stop();
  rmSync(folder, { recursive: true });
}

function popis(...args: string[]): RunningProcess {
  const process_ = startProcess(cli, args);
  started.push(process_);
  return process_;
}

/** Starts on free ports and waits for the last line; gives the login link that it ends with. */
async function startPopis(...options: string[]): Promise<{ popis: RunningProcess; loginLink: string }> {
  const process_ = popis('start', '--data-dir', dataDir, '--port', '0', '--inventory-port', '0', ...options);
  const loginLink = await waitFor(
    'the login link',
    () => {
      const link = /^Popis is ready at .* (http\S+\/login#token=\S+)$/m.exec(process_.output())?.[1];
      if (link === undefined && process_.child.exitCode !== null) throw new Error(process_.output());
      return link;
    },
    240_000,
  );
  return { popis: process_, loginLink };
}

function readEndpoints(): Record<string, string> {
  return JSON.parse(readFileSync(path.join(dataDir, 'endpoints.json'), 'utf8'));
}

async function logIn(loginLink: string): Promise<Response> {
  const token = new URL(loginLink).hash.replace('#token=', '');
  return await fetch(`${readEndpoints().apiUrl}/sessions/login-link`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  });
}

async function get(where: string): Promise<unknown> {
  const token = readFileSync(path.join(dataDir, 'admin-token'), 'utf8').trim();
  const response = await fetch(`${readEndpoints().apiUrl}${where}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(response.status).toBe(200);
  return await response.json();
}

/** Numbers of this process and all below it. */
function familyOf(pid: number): number[] {
  const family = [pid];
  for (const parent of family) {
    for (const child of readChildren(parent)) family.push(child);
  }
  return family;
}

/** None of a process that has ended meanwhile. */
function readChildren(pid: number): number[] {
  const file = `/proc/${pid}/task/${pid}/children`;
  const text = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
  return text.split(' ').filter(Boolean).map(Number);
}

/** A zombie has ended; only its parent has not noticed yet. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

async function waitUntilGone(family: readonly number[]): Promise<void> {
  await expect.poll(() => family.filter(isRunning), { timeout: 30_000 }).toEqual([]);
}

describe('a start', () => {
  let supervisor: RunningProcess;
  let loginLink: string;

  beforeAll(async () => {
    prepare();
    ({ popis: supervisor, loginLink } = await startPopis('--no-demo'));
  });
  afterAll(cleanUp);

  test('says each step with its time, and where things are to its owner alone', async () => {
    const steps = supervisor.output().match(/^\[\d\/\d\] .*$/gm) ?? [];
    const endpoints = readEndpoints();
    expect(steps.map((step) => step.replace(/\d+\.\d s/, '… s'))).toEqual([
      '[1/4] ✓ PostgreSQL (… s)',
      '[2/4] ✓ CMDB (… s)',
      '[3/4] ✓ Inventory server (… s)',
      '[4/4] ✓ Login link (… s)',
    ]);
    expect(endpoints.apiUrl).toBe(`${endpoints.webUrl}/api`);
    expect(endpoints.inventoryUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/ocsinventory$/);
    expect(endpoints.adminTokenFile).toBe(path.join(dataDir, 'admin-token'));
    for (const secret of ['endpoints.json', 'admin-token', 'inventory-admin-token', 'postgres/password']) {
      expect(statSync(path.join(dataDir, secret)).mode & 0o777).toBe(0o600);
    }
    expect((await fetch(`${endpoints.apiUrl}/health`)).status).toBe(200);
    expect(await (await fetch(endpoints.webUrl ?? '')).text()).toContain('<div id="root">');
  });

  test('gives a login link that works once and only once', async () => {
    const first = await logIn(loginLink);
    const second = await logIn(loginLink);

    expect(first.status).toBe(200);
    expect(await first.json()).toMatchObject({ account: { username: 'admin' } });
    expect(first.headers.get('set-cookie')).toMatch(/popis_session=.*HttpOnly.*SameSite=Strict/i);
    expect(second.status).toBe(401);
    const another = await runProcess(cli, ['login-link', '--data-dir', dataDir]);
    expect((await logIn(another.stdout.trim())).status).toBe(200);
  });

  test('leaves no secret on a command line', async () => {
    const secrets = ['admin-token', 'inventory-admin-token', 'postgres/password'].map((file) =>
      readFileSync(path.join(dataDir, file), 'utf8').trim(),
    );

    for (const pid of familyOf(supervisor.pid)) {
      const commandLine = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      for (const secret of secrets) expect(commandLine).not.toContain(secret);
    }
  });

  test('lets the inventory be administered through the CMDB', async () => {
    expect(await get('/inventory/status')).toMatchObject({ isFound: false, journal: 'database', devices: 0 });
  });

  test('runs the inventory when a schedule says so', async () => {
    const token = readFileSync(path.join(dataDir, 'admin-token'), 'utf8').trim();
    const response = await fetch(`${readEndpoints().apiUrl}/sources/ocs`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ schedule: { cron: '* * * * *' } }),
    });
    expect(response.status).toBe(200);

    const run = await waitFor(
      'a run for a time of the schedule',
      async () => {
        const runs = (await get('/sources/ocs/runs')) as { items: { slot: string | null; state: string }[] };
        return runs.items.find(({ slot, state }) => slot !== null && state === 'applied');
      },
      180_000,
    );

    expect(run.slot).toMatch(/:00\.000Z$/);
  });

  test('keeps a second one from its data folder, which is told of the process that has it', async () => {
    const second = await popis('start', '--data-dir', dataDir, '--port', '0', '--inventory-port', '0')
      .finished;

    expect(second.code).not.toBe(0);
    expect(second.stderr).toContain(`in use by process ${supervisor.pid}`);
    expect(supervisor.child.exitCode).toBeNull();
  });
});

describe('the demonstration', () => {
  beforeEach(prepare);
  afterEach(cleanUp);

  test('makes this host a card, and a connector run by hand finds nothing to change', async () => {
    const { popis: supervisor } = await startPopis();

    const tag = /✓ Inventory of this host as (PC-\S+)/.exec(supervisor.output())?.[1];
    expect(supervisor.output()).toContain('[5/6] ✓ Connector run');
    const filter = encodeURIComponent(JSON.stringify({ attribute: 'Code', operator: 'equal', value: tag }));
    expect(await get(`/classes/Computer/cards?filter=${filter}`)).toMatchObject({
      items: [{ class: 'Computer', attributes: { Code: tag } }],
    });
    const again = await runProcess(cli, ['connector', 'run', '--data-dir', dataDir]);
    expect({ code: again.code, stderr: again.stderr }).toMatchObject({ code: 0 });
    const runs = (await get('/sources/ocs/runs')) as { items: { counts: Record<string, number> }[] };
    expect(runs.items[0]?.counts).toMatchObject({ create: 0, update: 0, retire: 0 });
  });
});

describe('what is in the way', () => {
  beforeEach(prepare);
  afterEach(cleanUp);

  test.each(['--port', '--inventory-port'])(
    'a port in use is named with %s, which moves it',
    async (option) => {
      const port = await freePort();
      const squatter = createServer().listen(port, '127.0.0.1');
      const ports = { '--port': '0', '--inventory-port': '0', [option]: String(port) };
      const supervisor = popis('start', '--data-dir', dataDir, '--no-demo', ...Object.entries(ports).flat());
      const family = await waitFor('PostgreSQL', () =>
        /PostgreSQL/.test(supervisor.output()) ? familyOf(supervisor.pid) : undefined,
      );

      const { code, stderr } = await supervisor.finished;

      squatter.close();
      expect(code).toBe(1);
      expect(stderr).toContain(`Port ${port} of 127.0.0.1 is in use; choose another with ${option} <port>`);
      await waitUntilGone(family);
    },
  );

  test('a connector pointed at a folder where nothing runs says so', async () => {
    const { code, stderr } = await runProcess(cli, ['connector', 'run', '--data-dir', dataDir]);

    expect(code).toBe(1);
    expect(stderr).toContain(`No popis start runs on the data folder ${dataDir}`);
  });
});

describe('the end', () => {
  beforeEach(prepare);
  afterEach(cleanUp);

  test.each(['SIGINT', 'SIGTERM'] as const)(
    '%s, even twice, stops everything, and the next start has the data',
    async (signal) => {
      const { popis: supervisor, loginLink } = await startPopis('--no-demo');
      const cookie = (await logIn(loginLink)).headers.get('set-cookie')?.split(';')[0] ?? '';
      const family = familyOf(supervisor.pid);

      supervisor.child.kill(signal);
      supervisor.child.kill(signal);
      const { code } = await supervisor.finished;

      expect(code).toBe(0);
      expect(family.length).toBeGreaterThanOrEqual(4);
      await waitUntilGone(family);
      expect(existsSync(path.join(dataDir, 'endpoints.json'))).toBe(false);
      await startPopis('--no-demo');
      const session = await fetch(`${readEndpoints().apiUrl}/sessions/current`, { headers: { cookie } });
      expect(session.status).toBe(200);
    },
  );

  test('SIGINT in the middle of a start stops what runs already', async () => {
    const supervisor = popis('start', '--data-dir', dataDir, '--port', '0', '--inventory-port', '0');
    const family = await waitFor('the first step', () =>
      supervisor.output().includes('[1/6] ✓') ? familyOf(supervisor.pid) : undefined,
    );

    supervisor.child.kill('SIGINT');

    expect(await supervisor.finished).toMatchObject({ code: 0, stderr: '' });
    await waitUntilGone(family);
  });

  test('kill -9 leaves nothing running, and the next start works', async () => {
    const { popis: supervisor } = await startPopis('--no-demo');
    const family = familyOf(supervisor.pid);

    supervisor.child.kill('SIGKILL');
    await waitUntilGone(family);
    const { loginLink } = await startPopis('--no-demo');

    expect((await logIn(loginLink)).status).toBe(200);
  });
});

describe('what dies is started again', () => {
  beforeEach(prepare);
  afterEach(cleanUp);

  test('the CMDB and PostgreSQL come back on the same ports', async () => {
    const { popis: supervisor } = await startPopis('--no-demo');
    const cluster = path.join(dataDir, 'postgres', 'cluster', 'postmaster.pid');
    const api = familyOf(supervisor.pid).find((pid) =>
      readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('cmdb-api'),
    );

    process.kill(Number(readFileSync(cluster, 'utf8').split('\n')[0]), 'SIGKILL');
    process.kill(api ?? Number.NaN, 'SIGKILL');

    await waitFor('both to be said', () => {
      const said = supervisor.output();
      return said.includes('PostgreSQL ended by itself') && said.includes('cmdb-api was killed')
        ? true
        : undefined;
    });
    await waitFor('the API to answer', async () => {
      try {
        return (await get('/sessions/current')) ?? undefined;
      } catch {
        return undefined;
      }
    });
    expect(readdirSync(path.join(dataDir, 'logs')).sort()).toEqual([
      ...['cmdb-api.log', 'connector-serve.log', 'inventory-server.log'],
    ]);
  });
});
