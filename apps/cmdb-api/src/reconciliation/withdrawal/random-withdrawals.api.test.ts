import { randomRuns } from '@popis/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addGuests, guest, guestsMapping } from '../../../../../tests/cmdb/guests.ts';
import { employee, organisationMapping, sector } from '../../../../../tests/cmdb/organisation.ts';
import {
  computer,
  makeRun,
  memoryModule,
  software,
  type TestRecord,
} from '../../../../../tests/cmdb/runs.ts';
import { startTestCmdb, type TestCmdb } from '../../../../../tests/cmdb/test-cmdb.ts';

const sources = ['ocs', 'snmp', 'scan'];
const mapping = {
  version: '1',
  classes: [
    { name: 'Computer', attributes: ['Code', 'OS', 'RAM'], master: true },
    { name: 'Memory', attributes: ['Code', 'Capacity'], master: false, domain: 'ComputerMemory' },
    { name: 'Software', attributes: ['Code', 'Version'], master: false, domain: 'ComputerSoftware' },
    guestsMapping,
    ...organisationMapping.classes,
  ],
};

let cmdb: TestCmdb;
beforeAll(async () => {
  cmdb = await startTestCmdb();
  await addGuests(cmdb);
  for (const [rank, source] of sources.entries()) {
    const precedence = [
      { class: 'Computer', attribute: 'RAM', rank },
      { class: 'Employee', attribute: 'Sector', rank },
    ];
    await cmdb.call('PUT', `/sources/${source}`, { policy: { breaker: [], precedence } });
  }
});
afterAll(() => cmdb.stop());

async function clear() {
  await cmdb.query(
    'TRUNCATE source_withdrawal, source_withdrawal_card, source_withdrawal_relation, source_withdrawal_left',
  );
  await cmdb.clear();
}

/** Of an attribute: nothing, a word taken back, that it has no value, or one. */
const say = (...values: string[]) => fc.constantFrom('absent', 'removed', '', ...values);
const machine = fc.record({
  values: fc.record({ RAM: say('1', '2'), OS: say('1', '2') }),
  /** What is said of a memory module; nothing where there is none. */
  module: fc.option(say('1', '2'), { nil: undefined }),
  titles: fc.subarray(['Writer', 'Calc']),
  hasGuest: fc.boolean(),
});
type Machine = typeof machine extends fc.Arbitrary<infer T> ? T : never;
const people = fc.record({
  'E-1': fc.record({ Sector: say('S-1', 'S-2') }),
  'E-2': fc.record({ Sector: say('S-1', 'S-2') }),
  'S-1': fc.record({ Head: say('E-1', 'E-2') }),
  'S-2': fc.record({ Head: say('E-1', 'E-2'), Superior: say('S-1') }),
});
/**
 * What a source says at once. It names all that its references show, since what nobody else knows it could not refer to. What people
 * have edited stays: nobody edits anything here.
 */
const message = fc.record({
  source: fc.constantFrom(...sources),
  machines: fc.dictionary(fc.constantFrom('PC-1', 'PC-2'), machine, { minKeys: 1 }),
  people: fc.option(people, { nil: undefined }),
});
type Message = typeof message extends fc.Arbitrary<infer T> ? T : never;

const runs = randomRuns(4);
/** A long series takes its time; the usual one has that of any test. */
const options = { timeout: Math.max(60_000, runs * 15_000) };
const estate = fc.array(message, { minLength: 2, maxLength: 6 });

function says({ source, machines, people: organisation }: Message) {
  const records = Object.entries(machines).map(([code, each]) => toMachine(code, each, 'PC-2' in machines));
  for (const [code, said] of Object.entries(organisation ?? {})) {
    const { attributes, removed } = toSaid(said);
    const make = code.startsWith('E') ? employee : sector;
    records.push({ ...make(code, attributes), removed });
  }
  return makeRun(cmdb, records, { source, mode: 'delta', mapping });
}

const uuidOf = (code: string) => `${code === 'PC-1' ? '1' : '2'}0000000-1111-2222-3333-444444444444`;

function toMachine(
  code: string,
  { values, module, titles, hasGuest }: Machine,
  isGuestKnown: boolean,
): TestRecord {
  const parts = [
    ...(module === undefined ? [] : [toModule(code, module)]),
    ...titles.map((title) => software(title, '1')),
    ...(hasGuest && isGuestKnown && code === 'PC-1' ? [guest(uuidOf('PC-2'))] : []),
  ];
  const { attributes, removed } = toSaid(values);
  return { ...computer(code, attributes, parts), evidence: { uuid: uuidOf(code) }, removed };
}

function toModule(code: string, capacity: string) {
  const { attributes, removed } = toSaid({ Capacity: capacity });
  return { ...memoryModule(`${code}/1`, 1), attributes: { Code: `${code}/1`, ...attributes }, removed };
}

function toSaid(given: Record<string, string>) {
  const entries = Object.entries(given);
  return {
    attributes: Object.fromEntries(entries.filter(([, text]) => text !== 'absent' && text !== 'removed')),
    removed: entries.filter(([, text]) => text === 'removed').map(([name]) => name),
  };
}

async function check(holds: (messages: Message[], removed: string) => Promise<void>) {
  const property = fc.asyncProperty(estate, fc.constantFrom(...sources), async (messages, removed) => {
    await clear();
    await holds(messages, removed);
  });
  await fc.assert(property, { numRuns: runs, endOnFailure: true });
}

test('taking back all that a source has said is as if it had never spoken', options, async () => {
  await check(async (messages, removed) => {
    for (const each of messages) await says(each);
    const { body } = await cmdb.call<{ finishedAt: string | null; left: { attribute: string }[] }>(
      'POST',
      `/sources/${removed}/withdrawal`,
      { reason: 'it was wrong' },
    );
    expect(body.finishedAt).not.toBeNull();
    const left = await readWords();

    await clear();
    for (const each of messages) if (each.source !== removed) await says(each);

    expect(left).toEqual(await readWords());
  });
});

/**
 * What is said again is the source's latest word then, so it is said last before, too. Cards that others or people know stay, and the
 * source is not the one any more that had created them.
 */
test(
  'what a source says again after all was taken back leads to the same cards as before',
  options,
  async () => {
    await check(async (messages, removed) => {
      const [last] = messages.filter((each) => each.source === removed);
      fc.pre(last !== undefined);
      for (const each of messages) if (each.source !== removed) await says(each);
      const others = await readEstate();
      if (last !== undefined) await says(last);
      const before = await readEstate();

      const { body } = await cmdb.call<{ counts: { left: number } }>(
        'POST',
        `/sources/${removed}/withdrawal`,
        {
          reason: 'it was wrong',
        },
      );
      expect(body.counts.left).toBe(0);
      expect(await readEstate()).toEqual(others);
      if (last !== undefined) await says(last);

      expect(await readEstate()).toEqual(before);
    });
  },
);

/** All cards by their ids with what is known of them, and all relations, but for runs, times, and which of those that agree holds. */
async function readEstate() {
  const { cards, relations } = await readWords();
  const ids = await cmdb.query('SELECT id, class_id, code, description FROM card ORDER BY id');
  const known = await cmdb.query(
    'SELECT source, card_id, created, shared, evidence, mark FROM source_card ORDER BY source, card_id',
  );
  return { cards, relations, ids, known };
}

const compared = ['RAM', 'OS', 'Capacity', 'Version', 'Sector', 'Head', 'Superior'];

/** The values and relations of all cards, and who says them, whichever of those that agree holds the value. */
async function readWords() {
  const codeOf = (value: string) =>
    `coalesce((SELECT named.code FROM card AS named WHERE to_jsonb(named.id::text) = ${value}), ${value}::text)`;
  const cards = await cmdb.query(
    `SELECT class.name, card.code, card.attributes,
       array(SELECT DISTINCT concat_ws(' ', word.attribute, word.source, ${codeOf('word.value')}) FROM (
         SELECT given.key AS attribute, given.value ->> 'source' AS source,
           coalesce(card.attributes -> given.key, 'null'::jsonb) AS value FROM jsonb_each(card.provenance) AS given
         UNION ALL SELECT attribute, source, value FROM losing_value WHERE losing_value.card_id = card.id
         UNION ALL SELECT attribute.name, relation.provenance ->> 'source', to_jsonb(relation.target_id::text)
           FROM relation JOIN attribute ON attribute.domain_id = relation.domain_id AND attribute.class_id = card.class_id
           WHERE relation.source_id = card.id AND attribute.name = 'Head'
         UNION ALL SELECT attribute.name, relation.provenance ->> 'source', to_jsonb(relation.source_id::text)
           FROM relation JOIN attribute ON attribute.domain_id = relation.domain_id AND attribute.class_id = card.class_id
           WHERE relation.target_id = card.id AND attribute.name <> 'Head') AS word
         WHERE word.attribute = ANY ($1::text[]) ORDER BY 1) AS words
     FROM card JOIN class ON class.id = card.class_id ORDER BY class.name, card.code`,
    [compared],
  );
  const relations = await cmdb.query(
    `SELECT domain.name, near.code AS source, far.code AS target,
       array(SELECT DISTINCT said.source FROM (SELECT relation.provenance ->> 'source' AS source
         UNION ALL SELECT word.source FROM relation_word AS word
           WHERE word.domain_id = relation.domain_id AND word.source_id = relation.source_id
             AND word.target_id = relation.target_id AND word.taken_back_by IS NULL) AS said
         WHERE domain.name LIKE 'Computer%' ORDER BY 1) AS words
     FROM relation JOIN domain ON domain.id = relation.domain_id
     JOIN card AS near ON near.id = relation.source_id JOIN card AS far ON far.id = relation.target_id ORDER BY 1, 2, 3`,
  );
  return { cards, relations };
}
