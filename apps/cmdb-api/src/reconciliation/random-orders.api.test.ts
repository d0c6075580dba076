import { randomRuns } from '@popis/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addGuests, guest, guestsMapping } from '../../../../tests/cmdb/guests.ts';
import {
  computer,
  countRows,
  listCodes,
  makeRun,
  memoryModule,
  software,
  type TestRecord,
} from '../../../../tests/cmdb/runs.ts';
import { readState } from '../../../../tests/cmdb/state.ts';
import { startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';
import { wordOf } from './relation-words.repository.ts';

const sources = ['ocs', 'snmp', 'scan'] as const;
const mapping = {
  version: '1',
  classes: [
    { name: 'Computer', attributes: ['Code'], master: true },
    { name: 'Memory', attributes: ['Code', 'Capacity'], master: false, domain: 'ComputerMemory' },
    { name: 'Software', attributes: ['Code', 'Version'], master: false, domain: 'ComputerSoftware' },
    guestsMapping,
  ],
};

let cmdb: TestCmdb;
beforeAll(async () => {
  cmdb = await startTestCmdb();
  await addGuests(cmdb);
  for (const source of sources) await cmdb.call('PUT', `/sources/${source}`, { policy: { breaker: [] } });
});
afterAll(() => cmdb.stop());

const codes = ['PC-1', 'PC-2', 'PC-3'] as const;
const machine = fc.record({
  code: fc.constantFrom(...codes),
  slots: fc.dictionary(fc.constantFrom('1', '2'), fc.constantFrom(1, 2)),
  titles: fc.subarray(['Writer', 'Calc']),
  guests: fc.subarray([...codes]),
});
type Machine = typeof machine extends fc.Arbitrary<infer T> ? T : never;
const estate = fc.uniqueArray(machine, { minLength: 1, maxLength: 3, selector: (each) => each.code });
/** Runs of all sources in any order, and more than one of some: what counts is the last one of each. */
const runsOfAll = fc
  .tuple(
    fc.array(fc.tuple(fc.constantFrom(...sources), estate), { maxLength: 4 }),
    fc.tuple(...sources.map((source) => fc.tuple(fc.constant(source), estate))),
  )
  .map((both) => both.flat())
  .chain((all) => fc.shuffledSubarray(all, { minLength: all.length }));

const runs = randomRuns(6);
/** A long series takes its time; the usual one has that of any test. */
const options = { timeout: Math.max(60_000, runs * 10_000) };

test(
  'whatever the order of sources and runs, a relation is there as long as a source says it',
  options,
  async () => {
    const property = fc.asyncProperty(runsOfAll, async (given) => {
      await cmdb.clear();
      for (const each of given) await says(each);

      const said = listSaid(new Map(given));
      expect(await readSaid(namedBy(new Map(given)))).toEqual(said);
      const parts = (domain: string) => [
        ...new Set(said.filter((each) => each.startsWith(domain)).map((each) => each.split(' ')[2])),
      ];
      expect(await listCodes(cmdb, 'Software')).toEqual(expect.arrayContaining(parts('ComputerSoftware')));
    });
    await fc.assert(property, { numRuns: runs, endOnFailure: true });
  },
);

test(
  'the last run of them writes nothing when it comes again, and undone it is as if it had not been',
  options,
  async () => {
    const property = fc.asyncProperty(runsOfAll, async (given) => {
      await cmdb.clear();
      for (const each of given.slice(0, -1)) await says(each);
      const state = await readState(cmdb);
      const [last] = given.slice(-1);
      fc.pre(last !== undefined);
      const run = await says(last);
      const rows = await countRows(cmdb);

      const again = await says(last);

      expect(await countRows(cmdb)).toEqual(rows);
      for (const { id } of [again, run]) await cmdb.call('POST', `/runs/${id}/undo`, { reason: 'test' });
      expect(await readState(cmdb)).toEqual(state);
    });
    await fc.assert(property, { numRuns: runs, endOnFailure: true });
  },
);

function says([source, machines]: readonly [string, readonly Machine[]]) {
  const records = machines.map((each) => toRecord(each, machines));
  return makeRun(cmdb, records, { source, mapping });
}

const uuidOf = (code: string) => `${code.slice(-1)}0000000-1111-2222-3333-444444444444`;

/** A source refers to none but the machines that it reports itself: others it might not know. */
const guestsOf = ({ code, guests }: Machine, machines: readonly Machine[]) =>
  guests.filter((guest) => guest !== code && machines.some((each) => each.code === guest));

function toRecord(given: Machine, machines: readonly Machine[]): TestRecord {
  const { code, slots, titles } = given;
  const guests = guestsOf(given, machines).map((other) => guest(uuidOf(other)));
  const modules = Object.entries(slots).map(([slot, capacity]) => memoryModule(`${code}/${slot}`, capacity));
  const parts = [...modules, ...titles.map((title) => software(title, '1')), ...guests];
  return { ...computer(code, {}, parts), evidence: { uuid: uuidOf(code) } };
}

/** All relations that the last runs of sources say, each with those that say it. */
function listSaid(last: ReadonlyMap<string, readonly Machine[]>): string[] {
  const by = new Map<string, string[]>();
  const say = (relation: string, source: string) => by.set(relation, [...(by.get(relation) ?? []), source]);
  for (const [source, machines] of last) {
    for (const each of machines) {
      for (const slot of Object.keys(each.slots))
        say(`ComputerMemory ${each.code} ${each.code}/${slot}`, source);
      for (const title of each.titles) say(`ComputerSoftware ${each.code} ${title}`, source);
      for (const guest of guestsOf(each, machines)) say(`ComputerGuests ${each.code} ${guest}`, source);
    }
  }
  return [...by].map(([relation, all]) => `${relation} ${all.sort().join(' ')}`).sort();
}

/** Machines that a source reports: of others it depends on the order of runs whether they have retired yet. */
function namedBy(last: ReadonlyMap<string, readonly Machine[]>): string[] {
  return [...last.values()].flatMap((machines) => machines.map((each) => each.code));
}

async function readSaid(machines: readonly string[]): Promise<string[]> {
  const rows = await cmdb.query<{ text: string }>(
    `SELECT concat_ws(' ', domain.name, near.code, far.code, (
       SELECT string_agg(said.source, ' ' ORDER BY said.source) FROM (SELECT relation.provenance ->> 'source' AS source
         UNION ALL SELECT word.source FROM relation_word AS word WHERE ${wordOf('relation')}) AS said)) AS text
     FROM relation JOIN domain ON domain.id = relation.domain_id
     JOIN card AS near ON near.id = relation.source_id JOIN card AS far ON far.id = relation.target_id
     WHERE near.code = ANY ($1::text[])`,
    [machines],
  );
  return rows.map((row) => row.text).sort();
}
