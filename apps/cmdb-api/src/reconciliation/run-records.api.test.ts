import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { computer, idOf, makeRun, memoryModule, planRun, startRun } from '../../../../tests/cmdb/runs.ts';
import { startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';

let cmdb: TestCmdb;
beforeAll(async () => {
  cmdb = await startTestCmdb();
});
beforeEach(() => cmdb.clear());
afterAll(() => cmdb.stop());

interface Reported {
  seq: number;
  key: string;
  outcome: string | null;
  cardId: string | null;
  faults: { path: string }[];
  reason: string | null;
  steps: {
    action: string;
    state: string;
    ofParts: boolean;
    count: number;
    fault: string | null;
    heldFor: string | null;
  }[];
}

async function report(run: { id: string }, query = '') {
  const { body } = await cmdb.call<{ items: Reported[]; total: number; next: string | null }>(
    'GET',
    `/runs/${run.id}/records${query}`,
  );
  return body;
}

describe('what became of each record', () => {
  test('is told in the order in which they came, with the steps for their cards and parts', async () => {
    await makeRun(cmdb, [
      computer('PC-1', { RAM: '4096' }),
      computer('PC-2', {}, [memoryModule('M-1', 4096)]),
    ]);

    const run = await makeRun(cmdb, [
      computer('NA'),
      computer('PC-3', {}, [memoryModule('M-2', 4096), memoryModule('M-3', 4096)]),
      computer('PC-2', {}, [memoryModule('M-1', 8192)]),
      computer('PC-1', { RAM: '4096' }),
      { class: 'Computer', key: { Code: 'PC-4' }, attributes: { RAM: 'much' } },
    ]);

    const { items, total } = await report(run);
    expect(total).toBe(5);
    const ofCard = { state: 'applied', ofParts: false, fault: null, heldFor: null };
    const ofParts = { ...ofCard, ofParts: true };
    expect(items.map(({ seq, key, outcome, steps }) => ({ seq, key, outcome, steps }))).toEqual([
      { seq: 1, key: 'NA', outcome: 'quarantined', steps: [] },
      {
        seq: 2,
        key: 'PC-3',
        outcome: 'planned',
        steps: [
          { ...ofCard, action: 'create', count: 1 },
          { ...ofParts, action: 'create', count: 2 },
        ],
      },
      { seq: 3, key: 'PC-2', outcome: 'planned', steps: [{ ...ofParts, action: 'update', count: 1 }] },
      { seq: 4, key: 'PC-1', outcome: 'unchanged', steps: [] },
      { seq: 5, key: 'PC-4', outcome: 'quarantined', steps: [] },
    ]);
    expect(items[3]?.cardId).toBe(await idOf(cmdb, 'PC-1'));
    expect(items.map(({ reason }) => reason)).toEqual([
      expect.stringContaining('NA'),
      null,
      null,
      null,
      expect.stringContaining('RAM'),
    ]);
  });

  test('is told of some alone, page by page', async () => {
    const run = await planRun(cmdb, [computer('PC-1'), computer('NA'), computer('PC-2'), computer('PC-3')]);

    const first = await report(run, '?outcome=planned&limit=2');
    const second = await report(run, `?outcome=planned&limit=2&cursor=${first.next}`);
    const one = await report(run, '?class=Computer&key=PC-2');

    expect(first).toMatchObject({ total: 3, items: [{ key: 'PC-1' }, { key: 'PC-2' }] });
    expect(second).toMatchObject({ total: 3, items: [{ key: 'PC-3' }], next: null });
    expect(one.items).toMatchObject([{ seq: 3, steps: [{ action: 'create', state: 'planned', count: 1 }] }]);
  });

  test('is why its steps failed, and what is wrong with a faulty line', async () => {
    const run = await planRun(cmdb, [computer('PC-1'), { ...computer('PC-2'), parts: 'none' } as never]);
    await cmdb.query(`ALTER TABLE card ADD CONSTRAINT forbidden CHECK (code <> 'PC-1') NOT VALID`);
    await cmdb.call('POST', `/runs/${run.id}/apply`);
    await cmdb.query('ALTER TABLE card DROP CONSTRAINT forbidden');

    const { items } = await report(run);
    const failed = await report(run, '?state=failed');
    const held = await report(run, '?state=held');

    expect([failed.total, failed.items[0]?.key, held.total]).toEqual([1, 'PC-1', 0]);
    expect(items[0]?.steps).toMatchObject([{ action: 'create', state: 'failed', count: 1 }]);
    expect(items[0]?.steps[0]?.fault).toBeTruthy();
    expect(items[1]).toMatchObject({ outcome: 'quarantined', faults: [{ path: 'parts' }] });
  });

  test('is why its steps wait, once for all that wait for the same', async () => {
    const policy = { approval: [{ class: 'Computer', action: 'create' }] };

    const run = await makeRun(cmdb, [computer('PC-1', {}, [memoryModule('M-1', 4096)]), computer('NA')], {
      policy,
    });

    const { items } = await report(run);
    expect(
      items.map(({ reason, steps }) => [reason, steps.map(({ state, heldFor }) => [state, heldFor])]),
    ).toEqual([
      [
        null,
        [
          ['held', expect.stringContaining('asks for consent to create Computer')],
          ['held', null],
        ],
      ],
      [expect.stringContaining('NA'), []],
    ]);
  });

  test('is nothing before there is a plan', async () => {
    const run = await startRun(cmdb);
    await cmdb.call(
      'POST',
      `/runs/${run.id}/records`,
      `${JSON.stringify({ seq: 1, ...computer('PC-1') })}\n`,
    );

    expect((await report(run)).items).toMatchObject([{ outcome: null, cardId: null, steps: [] }]);
  });
});
