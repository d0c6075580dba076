import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  computer,
  countRows,
  listCodes,
  makeRun,
  memoryModule,
  planRun,
  type RunBody,
  readPlan,
  type StepBody,
  software,
} from '../../../../../tests/cmdb/runs.ts';
import { startTestCmdb, type TestCmdb } from '../../../../../tests/cmdb/test-cmdb.ts';

let cmdb: TestCmdb;
beforeAll(async () => {
  cmdb = await startTestCmdb();
});
beforeEach(async () => {
  await cmdb.clear();
  await cmdb.call('PUT', '/sources/ocs', { policy: {} });
});
afterAll(() => cmdb.stop());

const codes = Array.from({ length: 30 }, (_none, index) => `PC-${String(index + 1).padStart(2, '0')}`);
const estate = codes.map((code) => computer(code, { RAM: '4096' }, [memoryModule(`${code}/1`, 1)]));
const left = estate
  .slice(0, 8)
  .map((record) => ({ ...record, attributes: { ...record.attributes, RAM: '8192' } }));

function decide(runId: string, verdict: string, selection: object = {}) {
  const body = { verdict, selection, reason: 'looked at' };
  return cmdb.call<RunBody>('POST', `/runs/${runId}/decisions`, body);
}

function apply(runId: string) {
  return cmdb.call<RunBody>('POST', `/runs/${runId}/apply`);
}

async function stepsOf(runId: string, query: string): Promise<StepBody[]> {
  const { body } = await cmdb.call<{ items: StepBody[] }>(
    'GET',
    `/runs/${runId}/changes?limit=1000&${query}`,
  );
  return body.items;
}

describe('a run that would retire too much', () => {
  test('applies the rest and waits, with the evidence', async () => {
    await makeRun(cmdb, estate);

    const run = await makeRun(cmdb, left);

    expect(run).toMatchObject({
      state: 'waiting',
      held: 44,
      holds: [
        { class: 'Computer', action: 'retire', cause: 'breaker', count: 22, population: 30 },
        { class: 'Memory', action: 'retire', cause: 'breaker', count: 22, population: 30 },
      ],
    });
    expect(run.holds[0]?.reason).toBe('retire 22 of 30 Computer (73.3 %), more than 3 and 20 % of them');
    expect(await listCodes(cmdb, 'Computer')).toHaveLength(30);
    const rams = await cmdb.query(`SELECT 1 FROM card WHERE attributes ->> 'RAM' = '8192'`);
    expect(rams).toHaveLength(8);
    expect((await stepsOf(run.id, 'state=held&class=Computer')).length).toBe(22);
  });

  test('retires them once a person has agreed', async () => {
    await makeRun(cmdb, estate);
    const run = await makeRun(cmdb, left);

    const approved = await decide(run.id, 'approved');

    expect(approved.body).toMatchObject({ state: 'waiting', held: 0 });
    expect(await listCodes(cmdb, 'Computer')).toHaveLength(30);
    expect((await apply(run.id)).body).toMatchObject({ state: 'applied', held: 0 });
    expect(await listCodes(cmdb, 'Computer')).toEqual(codes.slice(0, 8));
    expect(await listCodes(cmdb, 'Memory')).toHaveLength(8);
    const { body } = await cmdb.call<{ items: object[] }>('GET', `/runs/${run.id}/decisions`);
    expect(body.items).toMatchObject([
      { verdict: 'approved', steps: 44, reason: 'looked at', decidedBy: 'admin' },
    ]);
  });

  test('leaves them when a person has refused', async () => {
    await makeRun(cmdb, estate);
    const run = await makeRun(cmdb, left);
    const before = await countRows(cmdb);

    const refused = await decide(run.id, 'refused');

    expect(refused.body).toMatchObject({ state: 'applied', held: 0 });
    expect((await apply(run.id)).body.state).toBe('applied');
    expect(await countRows(cmdb)).toEqual(before);
    expect((await decide(run.id, 'approved')).status).toBe(409);
  });

  test('can be decided unit by unit', async () => {
    await makeRun(cmdb, estate);
    const run = await makeRun(cmdb, left);
    const [first] = await stepsOf(run.id, 'state=held&class=Computer');

    await decide(run.id, 'approved', { units: [first?.unit] });

    const applied = await apply(run.id);
    expect(applied.body).toMatchObject({ state: 'waiting', held: 42 });
    expect(await listCodes(cmdb, 'Computer')).not.toContain(first?.key);
    expect(await listCodes(cmdb, 'Computer')).toHaveLength(29);
  });

  test('is not decided by numbers that no unit can have', async () => {
    const run = await planRun(cmdb, estate);

    const { status, body } = await decide(run.id, 'approved', { units: [1, 2 ** 31] });

    expect({ status, faults: Reflect.get(body, 'faults') }).toMatchObject({
      status: 400,
      faults: [{ path: 'selection.units.1' }],
    });
  });

  test('is superseded by the next run, which finds the machines again', async () => {
    await makeRun(cmdb, estate);
    const run = await makeRun(cmdb, left);

    const next = await makeRun(cmdb, estate);

    expect(next).toMatchObject({ state: 'applied', held: 0 });
    const { body } = await cmdb.call<RunBody>('GET', `/runs/${run.id}`);
    expect(body).toMatchObject({ state: 'applied', held: 0 });
    expect(body.notes.at(-1)).toContain(next.id);
    expect((await stepsOf(run.id, 'state=superseded')).length).toBe(44);
    expect(await listCodes(cmdb, 'Computer')).toHaveLength(30);
  });

  test('does not write what was approved over what somebody has done since', async () => {
    await makeRun(cmdb, estate);
    const run = await makeRun(cmdb, left);
    const [first] = await stepsOf(run.id, 'state=held&class=Computer');
    await cmdb.edit({ update: [{ id: first?.cardId ?? '', attributes: { Notes: 'still here' } }] });
    await decide(run.id, 'approved', {});

    const applied = await apply(run.id);

    expect(applied.body).toMatchObject({ state: 'applied', counts: { failed: 2 } });
    expect(await listCodes(cmdb, 'Computer')).toContain(first?.key);
  });
});

describe('what waits', () => {
  async function groupsOf(runId: string): Promise<object[]> {
    return (await cmdb.call<{ items: object[] }>('GET', `/runs/${runId}/held-groups`)).body.items;
  }

  test('is told in the groups that are decided together, with what waits beside them', async () => {
    await makeRun(cmdb, estate);
    const approval = [{ class: 'Computer', action: 'retire' }];
    const run = await makeRun(cmdb, estate.slice(0, 28), { policy: { breaker: [], approval } });

    expect(await groupsOf(run.id)).toEqual([
      {
        class: 'Computer',
        action: 'retire',
        steps: 2,
        reasons: ['The policy of the source asks for consent to retire Computer'],
        beside: [{ class: 'Memory', action: 'retire', steps: 2 }],
      },
    ]);
    const parts = await stepsOf(run.id, 'state=held&class=Memory');
    expect(parts.map((step) => [step.heldAs, step.heldFor])).toEqual([
      [null, null],
      [null, null],
    ]);
    const refused = await decide(run.id, 'approved', { class: 'Memory', action: 'retire' });
    expect(refused.status).toBe(409);
    expect(refused.body.detail).toContain('decided with that');
    await decide(run.id, 'approved', { class: 'Computer', action: 'retire' });
    expect(await groupsOf(run.id)).toEqual([]);
  });

  test('is decided as what it is held back for: a value taken away is not any update', async () => {
    await makeRun(cmdb, estate.slice(0, 4));
    const run = await makeRun(
      cmdb,
      estate.slice(0, 4).map((record, index) => ({
        ...record,
        attributes: { ...record.attributes, RAM: index < 2 ? '' : '8192' },
      })),
      {
        policy: {
          breaker: [{ class: 'Computer', action: 'clear', number: 1 }],
          approval: [{ class: 'Computer', action: 'update' }],
        },
      },
    );

    expect(await groupsOf(run.id)).toMatchObject([
      { class: 'Computer', action: 'clear', steps: 2, beside: [] },
      { class: 'Computer', action: 'update', steps: 2, beside: [] },
    ]);
    const cleared = await stepsOf(run.id, 'state=held&heldAs=clear');
    expect(cleared.map((step) => [step.key, step.action, step.heldAs])).toEqual([
      ['PC-01', 'update', 'clear'],
      ['PC-02', 'update', 'clear'],
    ]);
    await decide(run.id, 'refused', { class: 'Computer', action: 'clear' });
    await decide(run.id, 'approved', { class: 'Computer', action: 'update' });
    await apply(run.id);
    const values = await cmdb.query(
      `SELECT attributes ->> 'RAM' AS ram, count(*)::integer AS count FROM card
       WHERE attributes ? 'RAM' GROUP BY 1 ORDER BY 1`,
    );
    expect(values).toEqual([
      { ram: '4096', count: 2 },
      { ram: '8192', count: 2 },
    ]);
  });

  test('counts the relations that wait for a shared card with its creation', async () => {
    const policy = { approval: [{ class: 'Software', action: 'create' }] };
    await makeRun(cmdb, [computer('PC-1'), computer('PC-2')]);
    const run = await makeRun(
      cmdb,
      ['PC-1', 'PC-2'].map((code) => computer(code, {}, [software('Writer', '7')])),
      { policy },
    );

    expect(await groupsOf(run.id)).toMatchObject([{ class: 'Software', action: 'create', steps: 3 }]);
    await decide(run.id, 'approved', { class: 'Software', action: 'create' });
    expect((await apply(run.id)).body).toMatchObject({ state: 'applied', held: 0, counts: { failed: 0 } });
    expect(await listCodes(cmdb, 'Software')).toEqual(['Writer']);
  });
});

describe('a policy that asks for consent', () => {
  test('holds back one action of a part and lets its master go on', async () => {
    await makeRun(cmdb, estate.slice(0, 2));
    await cmdb.call('PUT', '/sources/ocs', { policy: { approval: [{ class: 'Memory', action: 'retire' }] } });
    const without = estate.slice(0, 2).map((record) => computer(record.key.Code ?? '', { RAM: '1' }));

    const run = await makeRun(cmdb, without);

    expect(run).toMatchObject({ state: 'waiting', held: 2, counts: { update: 2, retire: 2 } });
    expect(await cmdb.query(`SELECT 1 FROM card WHERE attributes ->> 'RAM' = '1'`)).toHaveLength(2);
    expect(await listCodes(cmdb, 'Memory')).toHaveLength(2);
    await decide(run.id, 'approved', { class: 'Memory', action: 'retire' });
    await apply(run.id);
    expect(await listCodes(cmdb, 'Memory')).toEqual([]);
  });

  test('holds back what hangs on a card that is to be created', async () => {
    await cmdb.call('PUT', '/sources/ocs', {
      policy: { approval: [{ class: 'Software', action: 'create' }] },
    });

    const run = await makeRun(cmdb, [computer('PC-1', {}, [software('Writer', '7')])]);

    // The master begins with its relations, or not at all.
    expect(run).toMatchObject({ state: 'waiting', held: 3 });
    await decide(run.id, 'approved', { class: 'Software', action: 'create' });
    expect((await apply(run.id)).body).toMatchObject({ state: 'applied', counts: { failed: 0 } });
    expect(await listCodes(cmdb, 'Software')).toEqual(['Writer']);
  });

  test('holds back values that would be cleared, by a limit', async () => {
    await makeRun(cmdb, estate.slice(0, 3));
    await cmdb.call('PUT', '/sources/ocs', { policy: { breaker: [{ action: 'clear', share: 0.5 }] } });
    const cleared = estate.slice(0, 3).map((record) => ({
      ...record,
      attributes: { ...record.attributes, RAM: '' },
    }));

    const run = await makeRun(cmdb, cleared);

    expect(run).toMatchObject({ state: 'waiting', held: 3, holds: [{ action: 'clear', count: 3 }] });
    expect(await cmdb.query(`SELECT 1 FROM card WHERE attributes ->> 'RAM' = '4096'`)).toHaveLength(3);
  });
});

describe('a dry run', () => {
  test('writes nothing but its plan, is in nobody’s way and is never applied', async () => {
    await makeRun(cmdb, estate.slice(0, 3));
    const live = await planRun(cmdb, estate.slice(0, 2));
    const before = await countRows(cmdb);

    const dry = await planRun(cmdb, [...estate.slice(0, 1), computer('NA')], { dry: true });

    expect(dry).toMatchObject({ state: 'planned', dry: true, counts: { quarantine: 1 } });
    expect(await countRows(cmdb)).toEqual(before);
    const { body } = await cmdb.call<{ total: number }>('GET', '/quarantine');
    expect(body.total).toBe(0);
    expect((await apply(dry.id)).status).toBe(409);
    expect((await decide(dry.id, 'approved')).status).toBe(409);
    expect((await apply(live.id)).body.state).toBe('applied');
  });
});

describe('a run that is cancelled', () => {
  test('takes in, plans and writes nothing any more', async () => {
    const planned = await planRun(cmdb, estate.slice(0, 2));
    const before = await countRows(cmdb);

    const cancelled = await cmdb.call<RunBody>('POST', `/runs/${planned.id}/cancel`, {
      reason: 'wrong list',
    });

    expect(cancelled.body).toMatchObject({ state: 'cancelled' });
    expect(cancelled.body.notes).toContain('Cancelled planned by admin: wrong list');
    for (const step of ['plan', 'apply']) {
      expect((await cmdb.call('POST', `/runs/${planned.id}/${step}`)).status).toBe(409);
    }
    expect(await countRows(cmdb)).toEqual(before);
    expect((await makeRun(cmdb, estate.slice(0, 2))).state).toBe('applied');
    expect((await cmdb.call('POST', `/runs/${planned.id}/cancel`, {})).status).toBe(200);
  });

  test('while it waits leaves what waited undone', async () => {
    await makeRun(cmdb, estate);
    const run = await makeRun(cmdb, left);

    const cancelled = await cmdb.call<RunBody>('POST', `/runs/${run.id}/cancel`, {});

    expect(cancelled.body).toMatchObject({ state: 'cancelled', held: 0 });
    expect(await listCodes(cmdb, 'Computer')).toHaveLength(30);
    const done = await makeRun(cmdb, estate);
    expect((await cmdb.call('POST', `/runs/${done.id}/cancel`, {})).status).toBe(409);
  });
});

describe('a plan', () => {
  test('is counted by class and action, and listed by card and attribute', async () => {
    await makeRun(cmdb, estate.slice(0, 3));
    const run = await planRun(cmdb, left.slice(0, 2));

    const { body } = await cmdb.call<{ items: object[] }>('GET', `/runs/${run.id}/counts`);

    expect(body.items).toEqual([
      { class: 'Computer', action: 'retire', state: 'planned', count: 1 },
      { class: 'Computer', action: 'update', state: 'planned', count: 2 },
      { class: 'Memory', action: 'retire', state: 'planned', count: 1 },
    ]);
    const byAttribute = await stepsOf(run.id, 'attribute=RAM');
    expect(byAttribute.map((step) => step.key)).toEqual(['PC-01', 'PC-02']);
    const byCard = await stepsOf(run.id, `card=${byAttribute[0]?.cardId}`);
    expect(byCard.map((step) => step.action)).toEqual(['update']);
  });

  test('is compared with another of its source', async () => {
    await makeRun(cmdb, estate.slice(0, 3));
    const one = await planRun(cmdb, left.slice(0, 2), { dry: true });
    const other = await planRun(cmdb, estate.slice(0, 2), { dry: true });

    const { body } = await cmdb.call<{ items: object[] }>(
      'GET',
      `/runs/${one.id}/comparison?with=${other.id}`,
    );

    expect(body).toEqual({
      total: 2,
      items: ['PC-01', 'PC-02'].map((key) => {
        const step = { action: 'update', differences: [{ attribute: 'RAM', old: 4096, new: 8192 }] };
        return { class: 'Computer', key, one: [step], other: [] };
      }),
    });
    const foreign = await planRun(cmdb, estate.slice(0, 1), { source: 'snmp' });
    expect((await cmdb.call('GET', `/runs/${one.id}/comparison?with=${foreign.id}`)).status).toBe(400);
    expect(await readPlan(cmdb, other.id)).toHaveLength(2);
  });
});
