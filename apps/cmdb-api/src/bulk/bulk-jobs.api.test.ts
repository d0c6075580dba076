import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { countTable, createCard } from '../../../../tests/cmdb/card-work.ts';
import { requestsOf } from '../../../../tests/cmdb/http.ts';
import { adminToken, startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';
import { tryOccupyJob } from '../platform/jobs/job-lock.repository.ts';
import { JobUpkeep } from '../platform/jobs/job-upkeep.ts';

let cmdb: TestCmdb;
let call: ReturnType<typeof requestsOf>;

beforeAll(async () => {
  cmdb = await startTestCmdb();
  call = requestsOf(cmdb, adminToken);
});
afterAll(() => cmdb.stop());
beforeEach(() => cmdb.clear());

async function makeComputers(count: number): Promise<void> {
  const create = Array.from({ length: count }, (_, index) => ({
    class: 'Computer',
    attributes: { Code: `PC-${String(index).padStart(5, '0')}`, RAM: index },
  }));
  await cmdb.edit({ create });
}

async function until(id: string, state: string) {
  await expect
    .poll(async () => (await call('GET', `/bulk-jobs/${id}`)).body.state, { timeout: 30_000 })
    .toBe(state);
  return (await call('GET', `/bulk-jobs/${id}`)).body;
}

async function prepare(body: object, className = 'Computer') {
  const made = await call('POST', `/classes/${className}/cards/bulk-jobs`, body);
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  return until(made.body.id, 'ready');
}

const start = ({ id, token }: { id: string; token: string }) =>
  call('POST', `/bulk-jobs/${id}/start`, { token });
const cardsOf = async (id: string, parameters = '') =>
  (await call('GET', `/bulk-jobs/${id}/cards?${parameters}`)).body.items;

describe('a bulk job', () => {
  test('is prepared without writing, then written some hundred cards a change', async () => {
    await makeComputers(1_201);
    await cmdb.edit({ create: [{ class: 'Computer', attributes: { Code: 'A', OS: 'Debian' } }] });

    const ready = await prepare({ update: { OS: 'Debian' }, reason: 'new' });
    const written = await countTable(cmdb, 'card_history');
    await start(ready);
    const finished = await until(ready.id, 'finished');

    expect(ready).toMatchObject({ total: 1_202, done: 0, preview: { tried: 500, counts: { written: 500 } } });
    expect(ready.preview.sample).toHaveLength(10);
    expect(ready.preview.sample[0].differences).toEqual([{ attribute: 'OS', old: null, new: 'Debian' }]);
    expect(written).toBe(0);
    expect(finished).toMatchObject({ done: 1_202, counts: { written: 1_201, unchanged: 1, fault: 0 } });
    const changes = await cmdb.query<{ reason: string }>(
      'SELECT DISTINCT change.id, change.reason FROM change JOIN card ON card.change_id = change.id WHERE change.reason IS NOT NULL',
    );
    expect(changes.map(({ reason }) => reason)).toEqual(['new', 'new', 'new']);
  });

  test('tells the fault of each card and writes the others', async () => {
    await makeComputers(20);

    const ready = await prepare({
      filter: { attribute: 'RAM', operator: 'greater', value: 9 },
      update: { Code: 'PC-00003' },
    });
    await start(ready);
    const finished = await until(ready.id, 'finished');

    expect(ready.preview).toMatchObject({ tried: 10, counts: { written: 0, fault: 10 } });
    expect(ready.preview.faults[0].faults[0].path).toBe('attributes.Code');
    expect(finished.counts).toEqual({ written: 0, unchanged: 0, fault: 10 });
    const [first] = await cardsOf(ready.id, 'verdict=fault&limit=1');
    expect(first).toMatchObject({ verdict: 'fault', faults: [{ path: 'attributes.Code' }] });
  });

  test('of one free code writes one card, and leaves the others with a fault', async () => {
    await makeComputers(3);

    const ready = await prepare({ update: { Code: 'FREE' } });
    await start(ready);

    expect((await until(ready.id, 'finished')).counts).toEqual({ written: 1, unchanged: 0, fault: 2 });
  });

  test('leaves cards alone that were changed or retired since the preview', async () => {
    await makeComputers(3);
    const ready = await prepare({ update: { OS: 'Debian' } });
    const [first, second] = await cardsOf(ready.id);
    await cmdb.edit({
      update: [{ id: first.cardId, attributes: { Description: 'mine' } }],
      retire: [{ id: second.cardId }],
    });

    await start(ready);
    const finished = await until(ready.id, 'finished');

    expect(finished.counts).toEqual({ written: 1, unchanged: 0, fault: 2 });
    const faults = (await cardsOf(ready.id, 'verdict=fault')).map(
      (card: { faults: { message: string }[] }) => card.faults[0]?.message,
    );
    expect(faults).toEqual([
      'was changed since the preview, and is left as it is',
      'was retired since the preview',
    ]);
  });

  test('retires, and is not put off by what its own batches change', async () => {
    const computer = await createCard(cmdb, 'Computer', { Code: 'PC-1' });
    await cmdb.edit({
      create: Array.from({ length: 600 }, (_, index) => ({
        class: 'Monitor',
        attributes: { Code: `M-${index}`, Computer: computer },
      })),
    });

    const ready = await prepare({ retire: true }, 'Item');
    await start(ready);
    const finished = await until(ready.id, 'finished');

    expect(finished).toMatchObject({ total: 601, counts: { written: 601, unchanged: 0, fault: 0 } });
    expect(await countTable(cmdb, 'card')).toBe(0);
  });

  test('that is cancelled keeps what is written and writes no more', async () => {
    await makeComputers(3);
    const ready = await prepare({ update: { OS: 'Debian' } });

    const cancelled = await call('POST', `/bulk-jobs/${ready.id}/cancel`);

    expect(cancelled.body.state).toBe('cancelled');
    expect((await start(ready)).status).toBe(409);
    expect((await call('POST', `/bulk-jobs/${ready.id}/cancel`)).status).toBe(409);
    expect(await countTable(cmdb, 'card_history')).toBe(0);
  });

  test('that is cancelled while it runs ends between two batches', async () => {
    await makeComputers(5_000);
    const ready = await prepare({ update: { OS: 'Debian' } });
    await start(ready);
    await expect.poll(async () => (await call('GET', `/bulk-jobs/${ready.id}`)).body.done).toBeGreaterThan(0);

    const { status } = await call('POST', `/bulk-jobs/${ready.id}/cancel`);

    const { done, state } = (await call('GET', `/bulk-jobs/${ready.id}`)).body;
    expect({ status, state }).toEqual({ status: 200, state: 'cancelled' });
    expect(done % 500).toBe(0);
    expect(await countTable(cmdb, 'card_history')).toBe(done);
  });

  test('goes on after a restart, where it was', async () => {
    await makeComputers(3);
    const ready = await prepare({ update: { OS: 'Debian' } });
    await cmdb.query(`UPDATE bulk_job SET state = 'running', written = 1 WHERE id = $1`, [ready.id]);
    await cmdb.query(`UPDATE bulk_card SET verdict = 'written' WHERE job_id = $1 AND number = 1`, [ready.id]);

    await cmdb.app.nest.get(JobUpkeep).lookAfter();

    expect(await until(ready.id, 'finished')).toMatchObject({ done: 3, counts: { written: 3 } });
    expect(await countTable(cmdb, 'card_history')).toBe(2);
  });

  test('is deleted after thirty days, but never while it runs', async () => {
    await makeComputers(1);
    const old = await prepare({ update: { OS: 'Debian' } });
    const running = await prepare({ update: { OS: 'Debian' } });
    await cmdb.query(
      `UPDATE bulk_job SET started_at = now() - interval '31 days',
         state = CASE id WHEN $1 THEN 'running' ELSE state END`,
      [running.id],
    );

    // Another process is at it; else this one would go on with it, bring it to its end, and delete it.
    await cmdb.app.database.transaction(async (tx) => {
      await tryOccupyJob(tx, `run bulk ${running.id}`);
      await cmdb.app.nest.get(JobUpkeep).lookAfter();
    });

    expect((await call('GET', `/bulk-jobs/${old.id}`)).status).toBe(404);
    expect(await countTable(cmdb, `bulk_card WHERE job_id = '${old.id}'`)).toBe(0);
    expect((await call('GET', `/bulk-jobs/${running.id}`)).status).toBe(200);
  });

  test('is refused at once when no card could take it', async () => {
    const wrong = await call('POST', '/classes/Computer/cards/bulk-jobs', { update: { RAM: 'much', X: 1 } });
    const both = await call('POST', '/classes/Computer/cards/bulk-jobs', { update: {}, retire: true });
    const broken = await call('POST', '/classes/Computer/cards/bulk-jobs', {
      filter: { attribute: 'Colour', operator: 'isnull' },
      retire: true,
    });

    expect(wrong.status).toBe(400);
    expect(wrong.body.faults.map((fault: { path: string }) => fault.path).sort()).toEqual([
      'update.RAM',
      'update.X',
    ]);
    expect([both.status, broken.status]).toEqual([400, 400]);
  });

  test('needs the token of its own preview', async () => {
    await makeComputers(1);
    const ready = await prepare({ update: { OS: 'Debian' } });

    expect((await start({ id: ready.id, token: 'other' })).status).toBe(409);
    expect(await countTable(cmdb, 'card_history')).toBe(0);
  });
});
