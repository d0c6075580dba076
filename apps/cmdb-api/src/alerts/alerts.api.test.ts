import { createHmac } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { computer, computerMapping, makeRun, type RunBody, startRun } from '../../../../tests/cmdb/runs.ts';
import { startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';
import { CONFIG, SECRETS } from '../config.ts';
import { Database } from '../platform/database/database.ts';
import { AlertsService } from './alerts.service.ts';

const secret = 'a secret of the webhook in tests';
const publicUrl = 'https://cmdb.example.org';

interface Posted {
  id: string;
  kind: string;
  source: string;
  what: string;
  link: string;
}

let cmdb: TestCmdb;
let alerts: AlertsService;
let posted: Posted[] = [];
let mailed: string[] = [];
/** What the webhook answers. */
let status = 204;
const hook = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  const { 'popis-timestamp': timestamp, 'popis-signature': signature } = request.headers;
  const expected = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  if (status < 300 && signature === `v1=${expected}`) posted.push(JSON.parse(body));
  response.writeHead(status).end();
});
const smtp = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onData(stream, _session, done) {
    let text = '';
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    stream.on('end', () => {
      mailed.push(/^Subject: (.*)\r$/m.exec(text)?.[1] ?? '');
      done();
    });
  },
});

beforeAll(async () => {
  await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'popis-alerts-')), 'secret');
  writeFileSync(file, secret);
  cmdb = await startTestCmdb({
    PUBLIC_URL: publicUrl,
    ALERT_WEBHOOK_URL: `http://127.0.0.1:${(hook.address() as AddressInfo).port}/hook`,
    ALERT_WEBHOOK_SECRET_FILE: file,
    ALERT_WEBHOOK_ALLOW: '127.0.0.1',
    ALERT_MAIL_TO: 'it@example.org',
    ALERT_MAIL_FROM: 'popis@example.org',
    SMTP_URL: `smtp://127.0.0.1:${(smtp.server.address() as AddressInfo).port}`,
  });
  alerts = cmdb.app.nest.get(AlertsService);
});
beforeEach(async () => {
  await cmdb.clear();
  await cmdb.call('PUT', '/sources/ocs', { schedule: null, policy: {} });
  await cmdb.query('TRUNCATE alert_state, alert_message');
  [posted, mailed, status] = [[], [], 204];
});
afterAll(async () => {
  await cmdb?.stop();
  hook.close();
  await new Promise<void>((resolve) => smtp.close(() => resolve()));
});

/** One round of a process that has just been started: it knows what the database knows. */
async function round(now = new Date()): Promise<string[]> {
  const [before] = [posted.length];
  const { nest } = cmdb.app;
  const restarted = new AlertsService(nest.get(Database), nest.get(CONFIG), nest.get(SECRETS));
  await restarted.look(now);
  await restarted.sendDue(now);
  return posted.slice(before).map((each) => each.kind);
}

async function failRun(): Promise<RunBody> {
  const run = await startRun(cmdb);
  await cmdb.call('POST', `/runs/${run.id}/cancel`, { reason: 'the disk is full', givenUp: true });
  return run;
}

describe('alerts', () => {
  test('tell of a failed run once, with its reason and a link to it, and once that it is over', async () => {
    const failed = await failRun();
    const first = await round();
    await failRun();
    const again = [await round(), await round()];
    await makeRun(cmdb, [computer('PC-1')]);
    const over = [await round(), await round()];

    expect([first, again, over]).toEqual([['failure'], [[], []], [['recovery'], []]]);
    expect(posted[0]).toMatchObject({
      source: 'ocs',
      what: expect.stringContaining('the disk is full'),
      link: `${publicUrl}/runs/${failed.id}`,
    });
    expect(mailed).toEqual(['Popis: ocs: run failed', 'Popis: ocs: well again']);
  });

  test('wait for the end of a run that is under way, and tell of one whose connector went silent', async () => {
    await failRun();
    const run = await startRun(cmdb);
    const underWay = await round();
    await cmdb.query(
      `INSERT INTO run_lease (run_id, holder, heard_at, until) VALUES ($1, 'dead', now() - interval '1 hour', now() - interval '1 hour')`,
      [run.id],
    );
    const silent = await round();

    expect([underWay, silent]).toEqual([[], ['failure']]);
    expect(posted[0]?.what).toContain('went silent');
  });

  test('tell of what waits for a person, and of nothing once it is decided', async () => {
    const policy = { approval: [{ class: 'Computer', action: 'retire' }] };
    await makeRun(cmdb, [computer('PC-1'), computer('PC-2')], { policy });
    const waiting = await makeRun(cmdb, [computer('PC-1')]);
    const first = [await round(), await round()];
    const verdict = { verdict: 'refused', selection: {}, reason: 'it is there' };
    await cmdb.call('POST', `/runs/${waiting.id}/decisions`, verdict);

    expect(first).toEqual([['waiting'], []]);
    expect(posted[0]).toMatchObject({
      what: '1 changes of ocs wait for a person: retire Computer',
      link: `${publicUrl}/runs/${waiting.id}`,
    });
    expect(await round()).toEqual(['recovery']);
  });

  test('tell of what waits in several runs, until all of it is decided', async () => {
    const approval = ['retire', 'update'].map((action) => ({ class: 'Computer', action }));
    await makeRun(cmdb, [computer('PC-1'), computer('PC-2')], { policy: { approval } });
    const retiring = await makeRun(cmdb, [computer('PC-1')]);
    const first = await round();
    const updating = await makeRun(cmdb, [computer('PC-1', { RAM: '1' })], { mode: 'delta' });
    const second = await round();
    const decide = (id: string) =>
      cmdb.call('POST', `/runs/${id}/decisions`, { verdict: 'refused', selection: {}, reason: 'no' });
    await decide(updating.id);
    const third = await round();
    await decide(retiring.id);

    expect([first, second, third, await round()]).toEqual([['waiting'], ['waiting'], [], ['recovery']]);
    expect(posted[1]).toMatchObject({
      what: '2 changes of ocs wait for a person: retire Computer, update Computer',
      link: `${publicUrl}/runs/${updating.id}`,
    });
  });

  test('tell of the quarantine as it grows', async () => {
    await makeRun(cmdb, [computer('NA')]);
    const one = [await round(), await round()];
    await makeRun(cmdb, [computer('NA'), computer('LOST')]);
    const two = await round();
    await makeRun(cmdb, [computer('PC-1')]);

    expect([one, two, await round()]).toEqual([[['quarantine'], []], ['quarantine'], ['recovery']]);
    expect(posted.map((each) => each.what)).toContain('The quarantine of ocs has grown from 1 to 2 records');
  });

  test('tell of a time that nobody came to, though no connector lives', async () => {
    await cmdb.call('PUT', '/sources/ocs', { schedule: { cron: '0 2 * * *' } });
    const nextNight = new Date(Date.now() + 2 * 86_400_000);

    const missed = [await round(), await round(nextNight), await round(nextNight)];
    await cmdb.call('PUT', '/sources/ocs', { schedule: null });

    expect(missed).toEqual([[], ['missed'], []]);
    expect(posted[0]?.link).toBe(`${publicUrl}/runs`);
    expect(await round(nextNight)).toEqual(['recovery']);
  });

  test('tell of a full run that nobody came to, however many deltas there were, then of deltas', async () => {
    const schedule = { cron: '0 0 1 1 *', deltaCron: '0 * * * *' };
    await cmdb.call('PUT', '/sources/ocs', { schedule });
    await cmdb.query("UPDATE source SET schedule_since = '2020-06-01T00:00:00Z' WHERE name = 'ocs'");
    await makeRun(cmdb, [computer('PC-1')], { mode: 'delta' });

    const full = await round();
    const lease = { holder: 'one', seconds: 300 };
    const delta = { mode: 'delta', mapping: computerMapping, lease };
    const { body: run } = await cmdb.call<RunBody>('POST', '/sources/ocs/runs', delta);
    const underWay = await round();
    await cmdb.call('POST', `/runs/${run.id}/cancel`, { reason: 'enough' });
    const again = await round();
    await makeRun(cmdb, [computer('PC-1')]);
    const over = await round();
    const deltas = await round(new Date(Date.now() + 2 * 3_600_000));

    expect([full, underWay, again, over, deltas]).toEqual([
      ...[['missed'], ['recovery'], ['missed'], ['recovery'], ['missed']],
    ]);
    expect(posted[0]?.what).toMatch(/^ocs was to be run at .*-01-01T00:00/);
    expect(posted.at(-1)?.what).toMatch(/^What has changed in ocs was to be read at /);
  });

  test('that cannot be sent are sent later, once, by the way that failed', async () => {
    await failRun();
    status = 503;
    const now = new Date();
    const failed = await round(now);
    status = 204;
    const [soon, later, after] = [1_000, 61_000, 200_000].map((ms) => new Date(now.getTime() + ms));

    expect([failed, await round(soon), await round(later), await round(after)]).toEqual([
      [],
      [],
      ['failure'],
      [],
    ]);
    expect(mailed).toEqual(['Popis: ocs: run failed']);
  });

  test('are sent once by two processes that look at the same moment', async () => {
    await failRun();

    await Promise.all([round(), round(), round()]);
    await round();

    expect(posted.map((each) => each.kind)).toEqual(['failure']);
    expect(mailed).toHaveLength(1);
  });
});

describe('a test alert', () => {
  interface Tested {
    channels: { channel: string; fault: string | null }[];
  }

  test('goes out by every way, and says which did not take it', async () => {
    const well = await cmdb.call<Tested>('POST', '/alerts/test');
    status = 500;
    const faulty = await cmdb.call<Tested>('POST', '/alerts/test');

    expect(well).toMatchObject({
      status: 200,
      body: {
        channels: [
          { channel: 'webhook', fault: null },
          { channel: 'mail', fault: null },
        ],
      },
    });
    expect(posted.map((each) => each.kind)).toEqual(['test']);
    expect(faulty.body.channels[0]?.fault).toContain('answered 500');
    expect(faulty.body.channels[1]?.fault).toBeNull();
    expect(JSON.stringify(faulty.body)).not.toContain(secret);
  });

  test('leaves what is told of sources alone', async () => {
    await cmdb.call('POST', '/alerts/test');

    expect(await alerts.look()).toBe(0);
  });
});
