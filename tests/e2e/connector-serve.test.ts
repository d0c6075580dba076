import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findFreePort, startPostgres } from '@popis/embedded-postgres';
import { applyMigrations, postgres as onPostgres } from '@popis/migrations';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { computerMapping } from '../cmdb/runs.ts';
import { type CmdbProcess, startCmdb } from '../support/cmdb-process.ts';
import { REPOSITORY, type RunningProcess, runProcess, startProcess, waitFor } from '../support/processes.ts';

// The connector that is there all the time, as a process, against the CMDB as a process and an inventory of many machines.

const entry = 'apps/connector/dist/main.js';
const machines = 4_000;
/** Comes once a year: what a test makes it miss is all that there is to do. */
const newYear = '0 0 1 1 *';
/** Another one than that of the CMDB. */
const policy = { approval: [{ class: 'Monitor', action: 'retire' }] };
const metricsToken = 'token-of-the-metrics-in-tests';

let cmdb: CmdbProcess;
let inventory: Awaited<ReturnType<typeof startPostgres>>;
let inventoryUrl: string;
let folder: string;
const running: RunningProcess[] = [];
let alerts: { id: string; kind: string; what: string }[] = [];
const hook = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  const alert: (typeof alerts)[number] = JSON.parse(body);
  // one that the CMDB was killed at sending may come again: by its id it is the same
  if (alerts.every(({ id }) => id !== alert.id)) alerts.push(alert);
  response.writeHead(204).end();
});

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'popis-e2e-serve-'));
  await once(hook.listen(0, '127.0.0.1'), 'listening');
  const secretFile = path.join(folder, 'secret');
  writeFileSync(secretFile, 'a secret of the webhook in tests');
  const env = {
    ALERT_WEBHOOK_URL: `http://127.0.0.1:${(hook.address() as AddressInfo).port}/`,
    ALERT_WEBHOOK_SECRET_FILE: secretFile,
    ALERT_WEBHOOK_ALLOW: '127.0.0.1',
  };
  [cmdb, inventory] = await Promise.all([
    startCmdb({ env }),
    startPostgres({ dataDir: path.join(folder, 'postgres') }),
  ]);
  await inventory.ensureDatabase('inventory');
  inventoryUrl = inventory.urlFor('inventory');
  await fillInventory(inventoryUrl);
});
beforeEach(async () => {
  await cmdb.query(
    'TRUNCATE card, card_history, relation, relation_history, run, source_card, losing_value, alert_state, alert_message CASCADE',
  );
  await cmdb.call('PUT', '/sources/ocs', { schedule: null });
  alerts = [];
});
afterEach(async () => {
  for (const each of running.splice(0)) await each.kill();
});
afterAll(async () => {
  await cmdb?.stop();
  await inventory?.stop();
  hook.close();
  rmSync(folder, { recursive: true, force: true });
});

async function fillInventory(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await applyMigrations(onPostgres(client), path.join(REPOSITORY, 'migrations/inventory/postgres'));
  await client.query(
    `INSERT INTO hardware (id, deviceid, name) SELECT n, 'd' || n, 'pc' || n FROM generate_series(1, ${machines}) n`,
  );
  await client.query(
    `INSERT INTO accountinfo (hardware_id, tag) SELECT n, 'PC-' || n FROM generate_series(1, ${machines}) n`,
  );
  await client.query(
    `INSERT INTO memories (hardware_id, caption, capacity, numslots, serialnumber)
     SELECT n, 'DIMM', '4096', slot, n || '-' || slot FROM generate_series(1, ${machines}) n, generate_series(1, 2) slot`,
  );
  await client.end();
}

/** A configuration file that also says of which source it is, and when that is run. */
function configurationFor(cron: string, databaseName = 'inventory'): string {
  const database = new URL(inventoryUrl);
  const file = path.join(folder, 'configuration.xml');
  writeFileSync(path.join(folder, 'policy.json'), JSON.stringify(policy));
  writeFileSync(
    file,
    `<configuration>
      <cmdbuild>
        <ServerAddress>127.0.0.1</ServerAddress><ServerPort>${new URL(cmdb.url).port}</ServerPort>
        <Username>none</Username><Password/>
      </cmdbuild>
      <inventory>
        <DbType>postgres</DbType><DbAddress>127.0.0.1</DbAddress><DbPort>${database.port}</DbPort>
        <DbName>${databaseName}</DbName><DbUser>${database.username}</DbUser><DbPassword>${database.password}</DbPassword>
      </inventory>
      <source><Name>ocs</Name><Mapping>ocs</Mapping><Policy>policy.json</Policy></source>
      <schedule><Cron>${cron}</Cron><Zone>UTC</Zone><Missed>run-once</Missed></schedule>
    </configuration>`,
    { mode: 0o600 },
  );
  return file;
}

function serve(cron: string, env: Record<string, string> = {}, databaseName?: string): RunningProcess {
  const started = startProcess(entry, ['serve', '--configuration', configurationFor(cron, databaseName)], {
    CMDB_TOKEN_FILE: cmdb.tokenFile,
    ...env,
  });
  running.push(started);
  return started;
}

/** Makes the source one that has been run every New Year but the last. */
async function missNewYear(): Promise<void> {
  await cmdb.call('PUT', '/sources/ocs', { schedule: { cron: newYear } });
  await cmdb.query("UPDATE source SET schedule_since = '2020-06-01T00:00:00Z' WHERE name = 'ocs'");
}

interface StoredRun {
  state: string;
  slot: Date | null;
  notes: string[];
}

function readRuns(): Promise<StoredRun[]> {
  return cmdb.query<StoredRun>('SELECT state, slot, notes FROM run ORDER BY started_at, id');
}

async function countComputers(): Promise<number> {
  const [row] = await cmdb.query<{ count: number }>(
    `SELECT count(*)::integer AS count FROM card WHERE class_id = (SELECT id FROM class WHERE name = 'Computer')`,
  );
  return row?.count ?? 0;
}

function waitForOutput(of: RunningProcess, text: string): Promise<true> {
  return waitFor(
    `"${text}" in the log`,
    () => {
      if (of.child.exitCode !== null) throw new Error(`It has ended: ${of.output()}`);
      return of.output().includes(text) || undefined;
    },
    120_000,
  );
}

/** Waits until a run is taking records in. */
function waitForRecords(): Promise<true> {
  return waitFor('a run that takes records in', async () => {
    const rows = await cmdb.query(`SELECT 1 FROM run WHERE state = 'open' AND last_seq > 0`);
    return rows.length > 0 || undefined;
  });
}

const lastNewYear = new Date(Date.UTC(new Date().getUTCFullYear(), 0, 1));

describe('connector serve', () => {
  test('runs a source when its time comes, registers its schedule, and tells of its health and metrics', async () => {
    const [healthPort, metricsPort] = [await findFreePort(), await findFreePort()];
    const tokenFile = path.join(folder, 'metrics-token');
    writeFileSync(tokenFile, metricsToken);
    const daemon = serve('* * * * *', {
      HEALTH_PORT: String(healthPort),
      METRICS_TOKEN_FILE: tokenFile,
      METRICS_PORT: String(metricsPort),
    });

    await waitForOutput(daemon, 'run ended');

    const [run] = await readRuns();
    expect(run?.state).toBe('applied');
    expect((run?.slot?.getTime() ?? 1) % 60_000).toBe(0);
    expect(await countComputers()).toBe(machines);
    const source = await cmdb.call<{ schedule: object; lastGood: object }>('GET', '/sources/ocs');
    expect(source.schedule).toMatchObject({ cron: '* * * * *', zone: 'UTC', setBy: 'admin' });
    expect(source.lastGood).not.toBeNull();
    const ready = await fetch(`http://127.0.0.1:${healthPort}/health/ready`);
    expect(await ready.json()).toMatchObject({ status: 'ready' });
    const metrics = await fetch(`http://127.0.0.1:${metricsPort}/metrics`, {
      headers: { authorization: `Bearer ${metricsToken}` },
    });
    expect(await metrics.text()).toContain('popis_connector_runs_total{source="ocs",outcome="applied"} 1');
    const { code, stderr } = await daemon.stop();
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /"differences":\[\{"part":"approval".*source goes by another policy than its configuration/,
    );
    expect(stderr).not.toContain(metricsToken);
  });

  test('makes up once for what was missed, though two processes come to it', async () => {
    await missNewYear();

    const [one, other] = [serve(newYear), serve(newYear)];
    await Promise.all([one, other].map((each) => waitForOutput(each, 'source waits for its next time')));

    const runs = await readRuns();
    expect(runs).toMatchObject([{ state: 'applied', slot: lastNewYear }]);
    const outputs = [one.output(), other.output()];
    expect(outputs.filter((output) => output.includes('run ended'))).toHaveLength(1);
    expect([(await one.stop()).code, (await other.stop()).code]).toEqual([0, 0]);
  });

  test('asked to stop during a run lets it come to its end', async () => {
    await missNewYear();
    const daemon = serve(newYear, { FINISH_SECONDS: '120' });
    await waitForRecords();

    daemon.child.kill('SIGTERM');
    const { code, stderr } = await daemon.finished;

    expect(code, stderr).toBe(0);
    expect(await readRuns()).toMatchObject([{ state: 'applied' }]);
    expect(await countComputers()).toBe(machines);
  });

  test('gives up a run that does not end in time, and makes up for it when it is started again', async () => {
    await missNewYear();
    const daemon = serve(newYear, { FINISH_SECONDS: '0' });
    await waitForRecords();

    daemon.child.kill('SIGTERM');
    const { code, stderr } = await daemon.finished;
    const given = await readRuns();
    const again = serve(newYear);
    await waitForOutput(again, 'run ended');

    expect(code, stderr).toBe(0);
    expect(given).toMatchObject([
      { state: 'abandoned', notes: [expect.stringContaining('the connector was stopped')] },
    ]);
    expect((await readRuns()).map((run) => run.state)).toEqual(['abandoned', 'applied']);
    expect(await countComputers()).toBe(machines);
  });

  test('killed during a run does it again when it is started, once', async () => {
    await missNewYear();
    const daemon = serve(newYear, { LEASE_SECONDS: '6' });
    await waitForRecords();

    await daemon.kill();
    const again = serve(newYear, { LEASE_SECONDS: '6' });
    await waitForOutput(again, 'run ended');
    await waitForOutput(again, 'source waits for its next time');

    expect((await readRuns()).map((run) => run.state)).toEqual(['abandoned', 'applied']);
    expect(again.output()).toContain('this time is left to it');
    expect(await countComputers()).toBe(machines);
  });

  test('that cannot reach its inventory tells people why, once, though the CMDB is killed, and when it can again', async () => {
    await missNewYear();
    const cut = serve(newYear, {}, 'nowhere');
    await waitFor('an alert', () => alerts.length > 0 || undefined, 90_000);

    await cmdb.kill();
    await cmdb.start();
    await cut.kill();
    const mended = serve(newYear);
    await waitForOutput(mended, 'run ended');
    await waitFor('a second alert', () => alerts.length > 1 || undefined, 90_000);

    expect(alerts.map((alert) => alert.kind)).toEqual(['failure', 'recovery']);
    expect(alerts[0]?.what).toContain('inventory database');
    expect(alerts[0]?.what).not.toContain(new URL(inventoryUrl).password);
  });

  test('is refused with a schedule that cannot be, which is named', async () => {
    const file = configurationFor('every night');

    const { code, stderr } = await runProcess(entry, ['serve', '--configuration', file], {
      CMDB_TOKEN_FILE: cmdb.tokenFile,
    });

    expect(code).toBe(2);
    expect(stderr).toContain('configuration/schedule/Cron must have five fields');
  });
});

test('a run that does not wait ends with 5 when another one of the source is under way', async () => {
  const held = { mode: 'full', mapping: computerMapping, lease: { holder: 'another host', seconds: 300 } };
  await cmdb.call('POST', '/sources/ocs/runs', held);

  const { code, stdout } = await runProcess(
    entry,
    ['run', '--no-wait', '--configuration', configurationFor(newYear)],
    { CMDB_TOKEN_FILE: cmdb.tokenFile },
  );

  expect(code).toBe(5);
  expect(stdout).toContain('nothing was done: The run');
  expect(stdout).toContain('another host holds it');
  expect(await readRuns()).toMatchObject([{ state: 'open' }]);
});
