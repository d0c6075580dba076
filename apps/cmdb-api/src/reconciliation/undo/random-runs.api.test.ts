import type { JsonValue } from '@popis/model';
import { randomRuns } from '@popis/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { employee, organisationMapping, pairOf, sector } from '../../../../../tests/cmdb/organisation.ts';
import {
  computer,
  computerMapping,
  countRows,
  makeRun,
  memoryModule,
  planRun,
  type RunBody,
  type StepBody,
  software,
  type TestRecord,
} from '../../../../../tests/cmdb/runs.ts';
import { readState } from '../../../../../tests/cmdb/state.ts';
import { startTestCmdb, type TestCmdb } from '../../../../../tests/cmdb/test-cmdb.ts';

let cmdb: TestCmdb;
beforeAll(async () => {
  cmdb = await startTestCmdb();
  for (const name of ['ocs', 'snmp', 'scan']) {
    await cmdb.call('PUT', `/sources/${name}`, { policy: { breaker: [] } });
  }
});
afterAll(() => cmdb.stop());

/** Estates so small that two of them have much in common. */
const few = <T>(value: fc.Arbitrary<T>, size: number) => fc.array(value, { maxLength: size });
const part = fc.record({ slot: fc.integer({ min: 1, max: 3 }), capacity: fc.constantFrom(1, 2, 4) });
const estate: fc.Arbitrary<TestRecord[]> = fc
  .uniqueArray(
    fc.record({
      code: fc.constantFrom('PC-1', 'PC-2', 'PC-3', 'PC-4', 'PC-5'),
      ram: fc.constantFrom(undefined, '', '1', '2'),
      os: fc.constantFrom(undefined, '', 'Debian'),
      parts: few(part, 3),
      titles: fc.uniqueArray(fc.constantFrom('Writer', 'Calc'), { maxLength: 2 }),
    }),
    { minLength: 1, maxLength: 5, selector: (each) => each.code },
  )
  .map((machines) =>
    machines.map(({ code, ram, os, parts, titles }) =>
      computer(code, { RAM: ram, OS: os }, [
        ...parts.map(({ slot, capacity }) => memoryModule(`${code}/${slot}`, capacity)),
        ...titles.map((title) => software(title, '1')),
      ]),
    ),
  );
const sectorText = fc.constantFrom(undefined, '', 'S-1', 'S-2', 'Sales');
const headText = fc.constantFrom(undefined, '', 'E-1', 'E-2', 'Ana');
/** People and sectors that refer to each other, to themselves, and to what is not there. */
const organisation: fc.Arbitrary<TestRecord[]> = fc
  .tuple(
    few(fc.tuple(fc.constantFrom('E-1', 'E-2', 'E-3'), fc.constantFrom(undefined, 'Ana'), sectorText), 4),
    few(
      fc.tuple(
        fc.constantFrom('S-1', 'S-2', 'S-3'),
        fc.constantFrom(undefined, 'Sales'),
        headText,
        sectorText,
      ),
      4,
    ),
  )
  .chain(([people, sectors]) => {
    const records = [
      ...people.map(([code, name, of]) => employee(code, { Description: name, Sector: of })),
      ...sectors.map(([code, name, head, of]) =>
        sector(code, { Description: name, Head: head, Superior: of }),
      ),
    ];
    return fc.shuffledSubarray(records, { minLength: records.length });
  });
/** What a source says of machines and of people. */
const whole = fc.tuple(estate, organisation).map((both) => both.flat());
const mapping = { version: '1', classes: [...computerMapping.classes, ...organisationMapping.classes] };
const source = fc.constantFrom('ocs', 'snmp', 'scan');
/** What sources have said before, so that some say the same. */
const earlier = fc.array(fc.record({ records: whole, by: source }), { minLength: 1, maxLength: 3 });

const runs = randomRuns(6);
/** A long series takes its time; the usual one has that of any test. */
const options = { timeout: Math.max(60_000, runs * 10_000) };

async function check<T>(
  arbitrary: fc.Arbitrary<T>,
  holds: (value: T) => Promise<void>,
  numRuns = runs,
): Promise<void> {
  const property = fc.asyncProperty(arbitrary, async (value) => {
    await cmdb.clear();
    await holds(value);
  });
  await fc.assert(property, { numRuns, endOnFailure: true });
}

test('a dry run changes nothing, and planning writes nothing but the plan', options, async () => {
  await check(fc.tuple(whole, whole, source), async ([first, second, who]) => {
    await makeRun(cmdb, first, { mapping });
    const [rows, state] = [await countRows(cmdb), await readState(cmdb)];

    await planRun(cmdb, second, { mapping, dry: true, source: who });
    await planRun(cmdb, second, { mapping, source: who });

    expect(await countRows(cmdb)).toEqual(rows);
    expect(await readState(cmdb)).toEqual(state);
  });
});

test('what is there after applying is what the plan says', options, async () => {
  await check(fc.tuple(whole, whole, source), async ([first, second, who]) => {
    await makeRun(cmdb, first, { mapping });
    const before = await readValues();

    const run = await makeRun(cmdb, second, { mapping, source: who });

    expect(run.counts.failed).toBe(0);
    expect(await readValues()).toEqual(await withPlan(before, run));
  });
});

test('a second run of the same writes nothing: one is enough, whatever refers to what', options, async () => {
  await check(fc.tuple(earlier, whole, source), async ([before, second, who]) => {
    for (const { records, by } of before) await makeRun(cmdb, records, { mapping, source: by });
    const { counts } = await makeRun(cmdb, second, { mapping, source: who });
    const rows = await countRows(cmdb);

    const again = await makeRun(cmdb, second, { mapping, source: who });

    expect(again.counts.quarantine).toBe(counts.quarantine);
    expect(await countRows(cmdb)).toEqual(rows);
  });
});

test('applying and undoing is as if nothing had been', options, async () => {
  await check(fc.tuple(earlier, whole, source), async ([before, second, who]) => {
    for (const { records, by } of before) await makeRun(cmdb, records, { mapping, source: by });
    const state = await readState(cmdb);
    const run = await makeRun(cmdb, second, { mapping, source: who });

    await cmdb.call('POST', `/runs/${run.id}/undo`, { reason: 'test' });

    expect(await readState(cmdb)).toEqual(state);
  });
});

test('undoing touches no attribute that was edited since', options, async () => {
  const edits = fc.array(
    fc.record({
      card: fc.nat(),
      attributes: fc.constantFrom<Record<string, JsonValue>>(
        { RAM: 99 },
        { OS: 'by hand' },
        { RAM: null },
        { Notes: 'seen' },
      ),
    }),
    { minLength: 1, maxLength: 4 },
  );
  await check(fc.tuple(whole, whole, edits), async ([first, second, given]) => {
    await makeRun(cmdb, first, { mapping });
    const run = await makeRun(cmdb, second, { mapping });
    const computers = await cmdb.query<{ id: string }>(
      `SELECT card.id FROM card JOIN class ON class.id = card.class_id WHERE class.name = 'Computer' ORDER BY card.code`,
    );
    for (const { card, attributes } of given) {
      const id = computers[card % computers.length]?.id ?? '';
      await cmdb.edit({ update: [{ id, attributes }] });
    }
    const byPeople = await readByPeople();

    await cmdb.call('POST', `/runs/${run.id}/undo`, { reason: 'test' });

    expect(await readByPeople()).toEqual(byPeople);
  });
});

test('the same in any order of sources comes to the same values', options, async () => {
  await cmdb.call('PUT', '/sources/snmp', {
    policy: { breaker: [], precedence: [{ class: 'Item', rank: 5 }] },
  });
  const said = fc.record({
    RAM: fc.constantFrom('1', '2', '4'),
    OS: fc.constantFrom(undefined, 'Debian', 'BSD'),
  });
  await check(
    fc.tuple(said, said, fc.integer({ min: 0, max: 9 })),
    async ([ocs, snmp, ram]) => {
      const speakers: Record<string, () => Promise<unknown>> = {
        ocs: () => makeRun(cmdb, [computer('PC-1', ocs)], { source: 'ocs' }),
        snmp: () => makeRun(cmdb, [computer('PC-1', snmp)], { source: 'snmp' }),
        person: async () => {
          const [card] = await cmdb.query<{ id: string }>(`SELECT id FROM card WHERE code = 'PC-1'`);
          if (card !== undefined)
            await cmdb.edit({ update: [{ id: card.id, attributes: { Workgroup: `${ram}` } }] });
        },
      };
      const outcomes: unknown[] = [];
      for (const order of [
        ['ocs', 'snmp', 'person'],
        ['snmp', 'person', 'ocs'],
        ['snmp', 'ocs', 'person'],
      ]) {
        await cmdb.clear();
        for (const name of order) await speakers[name]?.();
        outcomes.push(await cmdb.query('SELECT code, attributes FROM card'));
      }

      expect(outcomes[1]).toEqual(outcomes[0]);
      expect(outcomes[2]).toEqual(outcomes[0]);
    },
    Math.ceil(runs / 3),
  );
});

/** The values of active cards, by id; and which are related. */
async function readValues(): Promise<Map<string, unknown>> {
  const cards = await cmdb.query<{ id: string; value: Record<string, unknown> }>(
    `SELECT id, attributes || jsonb_strip_nulls(jsonb_build_object('Code', code, 'Description', description)) AS value
     FROM card`,
  );
  const relations = await cmdb.query<{ pair: string }>(
    `SELECT concat_ws(' ', domain.name, source_id, target_id) AS pair FROM relation
     JOIN domain ON domain.id = relation.domain_id`,
  );
  return new Map<string, unknown>([
    ...cards.map(({ id, value }) => [id, value] as const),
    ...relations.map(({ pair }) => [pair, true] as const),
  ]);
}

/** What a plan would make of values, step by step, by the plainest reading of it. */
async function withPlan(before: Map<string, unknown>, run: RunBody): Promise<Map<string, unknown>> {
  type Step = StepBody & { relation: { domain: string; masterId: string } | null };
  const { body } = await cmdb.call<{ items: Step[] }>('GET', `/runs/${run.id}/changes?limit=1000`);
  const values = new Map(before);
  for (const { action, class: className, cardId, differences, relation } of body.items) {
    const id = cardId ?? '';
    const pair = relation === null ? '' : `${relation.domain} ${relation.masterId} ${id}`;
    if (action === 'create' || action === 'update') {
      const value: Record<string, unknown> = { ...(values.get(id) ?? {}) };
      for (const { attribute, old, new: next } of differences) {
        const [from, to] = [old, next].map((far) => pairOf(className, attribute, id, String(far)));
        if (from === undefined || to === undefined) value[attribute] = next;
        else {
          values.delete(from);
          if (next !== null) values.set(to, true);
        }
      }
      for (const name of Object.keys(value)) if (value[name] === null) delete value[name];
      values.set(id, value);
    }
    if (relation !== null && (action === 'create' || action === 'relate')) values.set(pair, true);
    if (action === 'unrelate') values.delete(pair);
    if (action !== 'retire') continue;
    for (const key of [...values.keys()]) if (key === id || key.includes(` ${id}`)) values.delete(key);
  }
  return values;
}

/** Every value that a person gave, with the card and the time. */
async function readByPeople() {
  return cmdb.query(
    `SELECT card.id, given.key, given.value, card.attributes -> given.key AS held FROM card, jsonb_each(card.provenance) AS given
     WHERE given.value ->> 'source' = 'person' ORDER BY card.id, given.key`,
  );
}
