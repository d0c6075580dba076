import { randomRuns } from '@popis/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { employee, organisationMapping, sector } from '../../../../tests/cmdb/organisation.ts';
import {
  computer,
  computerMapping,
  makeRun,
  memoryModule,
  type RunBody,
  type StepBody,
  software,
  type TestRecord,
} from '../../../../tests/cmdb/runs.ts';
import { startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';

let cmdb: TestCmdb;
beforeAll(async () => {
  cmdb = await startTestCmdb();
});
afterAll(() => cmdb?.stop());

const mapping = { version: '1', classes: [...computerMapping.classes, ...organisationMapping.classes] };
const machine = fc.record({
  code: fc.constantFrom('PC-1', 'PC-2', 'PC-3'),
  ram: fc.constantFrom('', '1', '2'),
  slots: fc.uniqueArray(fc.integer({ min: 1, max: 2 })),
  capacity: fc.constantFrom(1, 2),
  titles: fc.uniqueArray(fc.constantFrom('Writer', 'Calc')),
});
const machines = fc
  .uniqueArray(machine, { minLength: 1, selector: (each) => each.code })
  .map((some) =>
    some.map(({ code, ram, slots, capacity, titles }) =>
      computer(code, { RAM: ram }, [
        ...slots.map((slot) => memoryModule(`${code}/${slot}`, capacity)),
        ...titles.map((title) => software(title, '1')),
      ]),
    ),
  );
const people = fc.uniqueArray(fc.constantFrom('S-1', 'S-2'), { minLength: 1 }).chain((sectors) =>
  fc
    .uniqueArray(fc.tuple(fc.constantFrom('E-1', 'E-2'), fc.constantFrom('', ...sectors)), {
      minLength: 1,
      selector: ([code]) => code,
    })
    .map((some) => [
      ...sectors.map((code) => sector(code)),
      ...some.map(([code, of]) => employee(code, { Sector: of })),
    ]),
);
/** What a source has, told whole: what it is silent about would stay as it was, and so would a class of which it has nothing. */
const whole: fc.Arbitrary<TestRecord[]> = fc.tuple(machines, people).map((both) => both.flat());
const waits = fc.uniqueArray(
  fc.record({
    class: fc.constantFrom('Computer', 'Memory', 'Software', 'Sector', 'Employee'),
    action: fc.constantFrom('create', 'update', 'clear', 'retire', 'relate', 'unrelate'),
  }),
  { minLength: 1, maxLength: 5, selector: (each) => `${each.class} ${each.action}` },
);
const event = fc.oneof(
  fc.record({
    what: fc.constant('delta' as const),
    records: whole.chain((records) => fc.shuffledSubarray(records)),
  }),
  fc.record({
    what: fc.constant('decision' as const),
    verdict: fc.constantFrom('approved', 'refused'),
    pick: fc.option(fc.nat(), { nil: undefined }),
    run: fc.nat(),
    isApplied: fc.boolean(),
  }),
);
type Event = typeof event extends fc.Arbitrary<infer Value> ? Value : never;

const runs = randomRuns(6);

test('a full run after deltas and decisions comes to what its source says', {
  timeout: Math.max(60_000, runs * 15_000),
}, async () => {
  const events = fc.array(event, { minLength: 1, maxLength: 5 });
  const property = fc.asyncProperty(
    whole,
    whole,
    waits,
    events,
    whole,
    async (first, second, approval, some, last) => {
      await cmdb.clear();
      const open = { mapping, policy: { breaker: [], approval: [] } };
      await makeRun(cmdb, first, open);
      await makeRun(cmdb, second, { mapping, policy: { breaker: [], approval } });
      for (const each of some) await follow(each);

      const run = await makeRun(cmdb, last, open);

      expect(run).toMatchObject({ state: 'applied', held: 0, counts: { failed: 0, quarantine: 0 } });
      expect((await listWaiting()).length).toBe(0);
      const after = await readEstate();
      await cmdb.clear();
      await makeRun(cmdb, last, open);
      expect(after).toEqual(await readEstate());
    },
  );
  await fc.assert(property, { numRuns: runs, endOnFailure: true });
});

async function follow(each: Event): Promise<void> {
  if (each.what === 'delta') {
    await makeRun(cmdb, each.records, { mapping, mode: 'delta' });
    return;
  }
  const waiting = await listWaiting();
  const run = waiting[each.run % waiting.length];
  if (run === undefined) return;
  const { body } = await cmdb.call<{ items: StepBody[] }>(
    'GET',
    `/runs/${run.id}/changes?state=held&limit=1000`,
  );
  const units = [...new Set(body.items.map((step) => step.unit))];
  const selection = each.pick === undefined ? {} : { units: [units[each.pick % units.length] ?? 0] };
  await cmdb.call('POST', `/runs/${run.id}/decisions`, {
    verdict: each.verdict,
    selection,
    reason: 'chance',
  });
  if (each.isApplied) await cmdb.call('POST', `/runs/${run.id}/apply`);
}

async function listWaiting(): Promise<RunBody[]> {
  const { body } = await cmdb.call<{ items: RunBody[] }>('GET', '/sources/ocs/runs?state=waiting');
  return body.items;
}

/** What is there, by names instead of ids. */
async function readEstate(): Promise<string[]> {
  const rows = await cmdb.query<{ item: string }>(
    `SELECT concat_ws(' ', class.name, card.code, card.description, jsonb_strip_nulls(card.attributes)) AS item
     FROM card JOIN class ON class.id = card.class_id
     UNION ALL
     SELECT concat_ws(' ', domain.name, near.code, far.code) FROM relation
     JOIN domain ON domain.id = relation.domain_id
     JOIN card AS near ON near.id = relation.source_id JOIN card AS far ON far.id = relation.target_id
     ORDER BY item`,
  );
  return rows.map((row) => row.item);
}
