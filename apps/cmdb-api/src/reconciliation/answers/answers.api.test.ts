import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  computer,
  countRows,
  idOf,
  listCodes,
  makeRun,
  memoryModule,
  planRun,
  readPlan,
  type StepBody,
  type TestRecord,
} from '../../../../../tests/cmdb/runs.ts';
import { startTestCmdb, type TestCmdb } from '../../../../../tests/cmdb/test-cmdb.ts';

let cmdb: TestCmdb;
beforeAll(async () => {
  cmdb = await startTestCmdb();
});
beforeEach(async () => {
  await cmdb.clear();
  await cmdb.query('TRUNCATE quarantine_answer');
});
afterAll(() => cmdb.stop());

const hardwareA = {
  serial: 'S-A',
  uuid: '4C4C4544-0042-3610-8052-B4C04F4E5631',
  macs: ['00:1a:2b:3c:4d:5e'],
};
const hardwareB = { serial: 'S-B', uuid: '4C4C4544-0043-4A10-8058-C7C04F503332' };

function machine(code: string, evidence: TestRecord['evidence'], ram = '4096'): TestRecord {
  const record = computer(code, { RAM: ram }, [memoryModule(`${code}/MEM1`, 2048)]);
  return { ...record, ...(evidence === undefined ? {} : { evidence }) };
}

interface Waiting {
  id: string;
  key: string;
  kind: string;
  reason: string;
}

async function listWaiting(): Promise<Waiting[]> {
  const { body } = await cmdb.call<{ items: Waiting[] }>('GET', '/quarantine');
  return body.items.toReversed();
}

interface AnswerBody {
  id: string;
  answer: string;
  card: string | null;
  reason: string;
  answeredBy: string;
  changeId: string;
  detail?: string;
  faults?: { path: string; message: string }[];
}

async function answer(id: string, body: object) {
  return cmdb.call<AnswerBody>('POST', `/quarantine/${id}/answer`, { reason: 'seen on site', ...body });
}

/** Answers the only record that waits. */
async function answerOnly(body: object) {
  const [only, ...others] = await listWaiting();
  expect(others).toEqual([]);
  const answered = await answer(only?.id ?? '', body);
  expect(answered.status, JSON.stringify(answered.body)).toBe(200);
  return answered.body;
}

async function listAnswers(): Promise<AnswerBody[]> {
  return (await cmdb.call<{ items: AnswerBody[] }>('GET', '/sources/ocs/answers')).body.items;
}

async function listReasons(runId: string): Promise<string[]> {
  const { body } = await cmdb.call<{ items: StepBody[] }>('GET', `/runs/${runId}/changes`);
  return body.items.map((step) => step.reason);
}

describe('hardware that was really exchanged', () => {
  test('is taken by this and every later run, and the plan says whose answer that is', async () => {
    await makeRun(cmdb, [machine('PC-1', hardwareA)]);
    await makeRun(cmdb, [machine('PC-1', hardwareB, '8192')]);
    expect((await listWaiting()).map((each) => each.kind)).toEqual(['other-hardware']);

    await answerOnly({ answer: 'same-card', card: await idOf(cmdb, 'PC-1') });

    expect(await listWaiting()).toEqual([]);
    const run = await makeRun(cmdb, [machine('PC-1', hardwareB, '8192')]);
    expect(await readPlan(cmdb, run.id)).toEqual(['update Computer PC-1 RAM 4096 → 8192']);
    expect((await listReasons(run.id))[0]).toMatch(/answered to be this card by admin on .*: seen on site$/);
    const before = await countRows(cmdb);
    const again = await makeRun(cmdb, [machine('PC-1', hardwareB, '8192')]);
    expect(again.counts).toMatchObject({ update: 0, quarantine: 0, unchanged: 2 });
    expect(await countRows(cmdb)).toEqual(before);
  });

  test('is asked about again when it is exchanged once more', async () => {
    await makeRun(cmdb, [machine('PC-1', hardwareA)]);
    await makeRun(cmdb, [machine('PC-1', hardwareB)]);
    await answerOnly({ answer: 'same-card', card: await idOf(cmdb, 'PC-1') });
    await makeRun(cmdb, [machine('PC-1', hardwareB)]);

    const run = await makeRun(cmdb, [machine('PC-1', hardwareA, '16384')]);

    expect(run.counts).toMatchObject({ quarantine: 1, update: 0 });
    expect((await listWaiting()).map((each) => each.kind)).toEqual(['other-hardware']);
  });
});

describe('a record without a usable key', () => {
  test('means the card that was answered, leaves its key and parts, and keeps it from vanishing', async () => {
    await makeRun(cmdb, [machine('PC-1', hardwareA), machine('PC-2', undefined)]);
    const nameless = machine('NA', hardwareA, '8192');
    await makeRun(cmdb, [nameless, machine('PC-2', undefined)]);
    const card = await idOf(cmdb, 'PC-1');

    await answerOnly({ answer: 'same-card', card });

    const run = await makeRun(cmdb, [nameless, machine('PC-2', undefined)]);
    expect(await readPlan(cmdb, run.id)).toEqual(['update Computer PC-1 RAM 4096 → 8192']);
    expect(run.notes).toEqual([]);
    expect(await listCodes(cmdb, 'Computer')).toEqual(['PC-1', 'PC-2']);
    expect(await listCodes(cmdb, 'Memory')).toEqual(['PC-1/MEM1', 'PC-2/MEM1']);
    expect(await listWaiting()).toEqual([]);
  });

  test('may have an empty key', async () => {
    await makeRun(cmdb, [machine('PC-1', hardwareA)]);
    await makeRun(cmdb, [machine('', hardwareA, '8192')]);

    await answerOnly({ answer: 'same-card', card: await idOf(cmdb, 'PC-1') });

    const run = await makeRun(cmdb, [machine('', hardwareA, '8192')]);
    expect(await readPlan(cmdb, run.id)).toEqual(['update Computer PC-1 RAM 4096 → 8192']);
  });

  test('is refused with another record of the same card, which is left alone', async () => {
    await makeRun(cmdb, [machine('PC-1', hardwareA)]);
    await makeRun(cmdb, [machine('NA', hardwareA)]);
    await answerOnly({ answer: 'same-card', card: await idOf(cmdb, 'PC-1') });

    const run = await makeRun(cmdb, [machine('NA', hardwareA, '1'), machine('PC-1', hardwareA, '8192')]);

    expect(await readPlan(cmdb, run.id)).toEqual([
      'quarantine Computer NA',
      'update Computer PC-1 RAM 4096 → 8192',
    ]);
    expect((await listWaiting()).map((each) => each.kind)).toEqual(['answered-twice']);
  });

  test('waits again when its card is retired', async () => {
    await makeRun(cmdb, [machine('PC-1', hardwareA)]);
    await makeRun(cmdb, [machine('NA', hardwareA)]);
    const card = await idOf(cmdb, 'PC-1');
    await answerOnly({ answer: 'same-card', card });
    await cmdb.edit({ retire: [{ id: card }] });

    await makeRun(cmdb, [machine('NA', hardwareA)]);

    expect((await listWaiting()).map((each) => each.kind)).toEqual(['answered-card-gone']);
    expect(await listCodes(cmdb, 'Computer')).toEqual([]);
  });

  test('is not known again by another hardware address', async () => {
    await makeRun(cmdb, [machine('PC-1', hardwareA)]);
    await makeRun(cmdb, [machine('NA', hardwareA)]);
    await answerOnly({ answer: 'same-card', card: await idOf(cmdb, 'PC-1') });

    await makeRun(cmdb, [machine('NA', { ...hardwareA, macs: ['00:1a:2b:3c:4d:5f'] })]);

    expect((await listWaiting()).map((each) => each.kind)).toEqual(['no-key']);
  });
});

describe('what is none of ours', () => {
  test('is passed over with a note, and its hardware puts no other record in doubt', async () => {
    const both = [machine('PC-1', hardwareA), machine('PC-OLD', hardwareA)];
    await makeRun(cmdb, both);
    const [, old] = await listWaiting();
    expect(old).toMatchObject({ key: 'PC-OLD', kind: 'shared-hardware' });

    await answer(old?.id ?? '', { answer: 'ignore' });

    const run = await makeRun(cmdb, both);
    expect(run.notes).toEqual(['Ignored, as was answered: PC-OLD']);
    expect(run.counts).toMatchObject({ quarantine: 0, create: 2 });
    expect(await listCodes(cmdb, 'Computer')).toEqual(['PC-1']);
  });

  test('does not end the card that has its key', async () => {
    await makeRun(cmdb, [machine('PC-1', hardwareA), machine('PC-2', undefined)]);
    await makeRun(cmdb, [machine('PC-1', hardwareB), machine('PC-2', undefined)]);
    await answerOnly({ answer: 'ignore' });

    const run = await makeRun(cmdb, [machine('PC-1', hardwareB), machine('PC-2', undefined)]);

    expect(await readPlan(cmdb, run.id)).toEqual([]);
    expect(await listCodes(cmdb, 'Computer')).toEqual(['PC-1', 'PC-2']);
  });

  test('no longer keeps from vanishing what a record without a key might have meant', async () => {
    await makeRun(cmdb, [machine('PC-1', undefined), machine('PC-2', undefined)]);
    const left = [machine('NA', hardwareB), machine('PC-2', undefined)];
    const doubtful = await makeRun(cmdb, left);
    expect(doubtful.counts.retire).toBe(0);

    await answerOnly({ answer: 'ignore' });

    const run = await makeRun(cmdb, left);
    expect(run.counts.retire).toBe(2);
    expect(run.notes).toEqual(['Ignored, as was answered: NA']);
  });
});

describe('an answer', () => {
  test('is listed with who and why, and taken back; both are changes in history', async () => {
    await makeRun(cmdb, [machine('PC-1', hardwareA)]);
    await makeRun(cmdb, [machine('NA', hardwareA)]);
    const card = await idOf(cmdb, 'PC-1');
    const given = await answerOnly({ answer: 'same-card', card });

    expect(await listAnswers()).toEqual([given]);
    expect(given).toMatchObject({ answer: 'same-card', card, reason: 'seen on site', answeredBy: 'admin' });
    const taken = await cmdb.call('DELETE', `/sources/ocs/answers/${given.id}?reason=mistaken`);
    expect(taken.status).toBe(204);
    expect(await listAnswers()).toEqual([]);
    expect((await cmdb.call('DELETE', `/sources/ocs/answers/${given.id}`)).status).toBe(404);
    const rows = await cmdb.query<{ id: string; reason: string }>(
      `SELECT change.id, change.reason FROM change JOIN quarantine_answer
         ON change.id IN (quarantine_answer.change_id, quarantine_answer.ended_change_id) ORDER BY change.id`,
    );
    expect(rows.map((row) => row.reason)).toEqual(['seen on site', 'mistaken']);
    for (const { id } of rows) {
      expect((await cmdb.call<{ intact: boolean }>('GET', `/changes/${id}`)).body.intact).toBe(true);
    }
    await makeRun(cmdb, [machine('NA', hardwareA)]);
    expect((await listWaiting()).map((each) => each.kind)).toEqual(['no-key']);
  });

  test('takes the place of an earlier one, and the same once more writes nothing', async () => {
    await makeRun(cmdb, [machine('PC-1', hardwareA)]);
    await makeRun(cmdb, [machine('NA', hardwareA)]);
    const [waiting] = await listWaiting();
    const id = waiting?.id ?? '';
    await answer(id, { answer: 'ignore' });

    const later = await answer(id, { answer: 'same-card', card: await idOf(cmdb, 'PC-1') });
    const before = await countRows(cmdb);
    const same = await answer(id, { answer: 'same-card', card: await idOf(cmdb, 'PC-1') });

    expect(same.body).toEqual(later.body);
    expect(await countRows(cmdb)).toEqual(before);
    expect((await listAnswers()).map((each) => each.answer)).toEqual(['same-card']);
  });

  test('counts for its source only', async () => {
    await makeRun(cmdb, [machine('PC-1', hardwareA)]);
    await makeRun(cmdb, [machine('NA', hardwareA)]);
    await answerOnly({ answer: 'same-card', card: await idOf(cmdb, 'PC-1') });

    const run = await planRun(cmdb, [machine('NA', hardwareA)], { source: 'snmp' });

    expect(await readPlan(cmdb, run.id)).toEqual(['quarantine Computer NA']);
  });

  test('is refused to a key that occurs twice, and does not help one later', async () => {
    await makeRun(cmdb, [machine('PC-1', hardwareA)]);
    await makeRun(cmdb, [machine('PC-1', hardwareB)]);
    await answerOnly({ answer: 'ignore' });

    await makeRun(cmdb, [machine('PC-1', hardwareA), machine('PC-1', hardwareB)]);

    const waiting = await listWaiting();
    expect(waiting.map((each) => each.kind)).toEqual(['doubled-key', 'doubled-key']);
    const refused = await answer(waiting[0]?.id ?? '', { answer: 'ignore' });
    expect(refused.status).toBe(409);
    expect(refused.body.detail).toContain('occurs several times');
  });

  test('is refused to a record that tells nothing of its hardware', async () => {
    await makeRun(cmdb, [machine('NA', { serial: 'To Be Filled By O.E.M.' })]);
    const [waiting] = await listWaiting();

    const refused = await answer(waiting?.id ?? '', { answer: 'ignore' });

    expect(refused.status).toBe(409);
    expect((await listWaiting()).length).toBe(1);
  });

  test('is refused with a card that the record cannot be', async () => {
    await makeRun(cmdb, [machine('PC-1', hardwareA), machine('PC-2', undefined)]);
    const { created } = await cmdb.edit({
      create: [
        { class: 'Monitor', attributes: { Code: 'M-1' } },
        { class: 'Computer', attributes: { Code: 'LOST' } },
      ],
    });
    const [monitor = '', lost = ''] = created;
    await makeRun(cmdb, [machine('NA', hardwareB), machine('PC-1', hardwareB), machine('PC-2', undefined)]);
    const ids = Object.fromEntries((await listWaiting()).map((each) => [each.key, each.id]));
    const fault = async (key: string, card: string) => {
      const { status, body } = await answer(ids[key] ?? '', { answer: 'same-card', card });
      return [status, body.faults?.map((each) => `${each.path} ${each.message}`)];
    };

    expect(await fault('NA', '01970000-0000-7000-8000-000000000000')).toEqual([400, ['card is no card']]);
    expect(await fault('NA', monitor)).toEqual([
      400,
      ['card is a Monitor, and the record speaks of a Computer'],
    ]);
    expect(await fault('NA', lost)).toEqual([400, ['card has no Code by which a source could name it']]);
    expect(await fault('PC-1', await idOf(cmdb, 'PC-2'))).toEqual([
      400,
      ['card has the Code PC-2, and the record names PC-1'],
    ]);
    expect((await answer(ids.NA ?? '', { answer: 'same-card' })).status).toBe(400);
    expect((await answer(ids.NA ?? '', { answer: 'ignore', reason: ' ' })).status).toBe(400);
  });
});
