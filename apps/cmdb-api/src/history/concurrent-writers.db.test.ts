import { setTimeout } from 'node:timers/promises';
import { ConflictError, InvalidInputError, NotFoundError } from '@popis/errors';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ana, applyWork } from '../../../../tests/cmdb/card-work.ts';
import { type Random, randomOf } from '../../../../tests/cmdb/estate-model.ts';
import { startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';
import type { AppliedWork, CardWork } from '../cards/card-work.ts';
import { CardWriter } from '../cards/card-writer.ts';

const writers = 6;
const worksEach = 120;
const seed = Number(process.env.POPIS_TEST_SEED ?? Date.now() % 1_000_000_000);

let cmdb: TestCmdb;

beforeAll(async () => {
  cmdb = await startTestCmdb();
});
afterAll(() => cmdb.stop());

test(`writers at once leave a history without a contradiction at any instant (seed ${seed})`, async () => {
  await Promise.all(Array.from({ length: writers }, (_, index) => write(randomOf(seed + index))));

  expect(await findContradictions()).toEqual([]);
  const changes = await cmdb.query<{ id: string }>('SELECT id FROM change ORDER BY random() LIMIT 100');
  expect(changes.length).toBe(100);
  for (const { id } of changes) {
    expect((await cmdb.call('GET', `/changes/${id}`)).body).toMatchObject({ intact: true });
  }
});

test('a change that waited for another one is later than it', async () => {
  const make = (...codes: string[]) => ({
    create: codes.map((Code) => ({ class: 'Room', attributes: { Code } })),
  });
  const { created } = await applyWork(cmdb, make('SLOW', 'QUICK'));
  const [slow = '', quick = ''] = created;
  const writer = cmdb.app.nest.get(CardWriter);
  let waiting: Promise<AppliedWork> | undefined;
  await cmdb.app.database.transaction(async (tx) => {
    await writer.apply(tx, ana, { retire: [{ id: slow }] });
    // Has its time already when it comes to wait for the code of the first, and is overtaken at the second.
    waiting = applyWork(cmdb, make('SLOW', 'QUICK'));
    await expect.poll(countWaiting).toBe(1);
    await setTimeout(5);
    await applyWork(cmdb, { retire: [{ id: quick }] });
  });

  expect((await waiting)?.created).toHaveLength(2);
  expect(await findContradictions()).toEqual([]);
});

async function countWaiting(): Promise<number> {
  const rows = await cmdb.query<{ waiting: number }>(
    `SELECT count(*)::integer AS waiting FROM pg_stat_activity
     WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  );
  return rows[0]?.waiting ?? 0;
}

/** Few codes and few cards, so that the writers are in each other's way all the time. */
async function write(random: Random): Promise<void> {
  for (let done = 0; done < worksEach; done += 1) {
    const cards = await cmdb.query<{ id: string; class: string }>(
      'SELECT card.id, class.name AS class FROM card JOIN class ON class.id = card.class_id',
    );
    try {
      await applyWork(cmdb, draftWork(random, cards));
    } catch (error) {
      // What another writer took or ended first.
      const isRefused = [ConflictError, InvalidInputError, NotFoundError].some(
        (known) => error instanceof known,
      );
      if (!isRefused) throw error;
    }
  }
}

function draftWork(random: Random, cards: readonly { id: string; class: string }[]): CardWork {
  const any = (name: string) => random.pick(cards.filter((card) => card.class === name))?.id;
  const code = `CODE-${random.below(4)}`;
  const [computer, room, monitor, contract, licence] = [
    'Computer',
    'Room',
    'Monitor',
    'Contract',
    'Licence',
  ].map(any);
  const kind = random.below(8);
  if (kind <= 1 || computer === undefined || room === undefined || monitor === undefined) {
    const name = random.pick(['Computer', 'Computer', 'Room', 'Monitor', 'Contract', 'Licence']) ?? '';
    return { create: [{ class: name, attributes: { Code: code } }] };
  }
  if (kind === 2) return { retire: [{ id: random.pick(cards)?.id ?? '' }] };
  if (kind === 3) return { update: [{ id: computer, attributes: { Code: code, RAM: random.below(9) } }] };
  if (kind === 4) return { update: [{ id: computer, attributes: { Room: room } }] };
  if (kind === 5) return { update: [{ id: monitor, attributes: { Computer: computer } }] };
  if (kind === 6)
    return { retire: [{ id: computer }], create: [{ class: 'Computer', attributes: { Code: code } }] };
  if (contract === undefined || licence === undefined) return {};
  return { relate: [{ domain: 'ContractLicences', source: contract, target: licence }] };
}

/** Each line names two versions that cannot both have been. */
async function findContradictions(): Promise<object[]> {
  const overlaps = 'one.valid_from < other.valid_to AND other.valid_from < one.valid_to';
  return cmdb.query(
    `WITH cards AS MATERIALIZED (
       SELECT class_id, id, code, valid_from, 'infinity'::timestamptz AS valid_to FROM card
       UNION ALL SELECT class_id, id, code, valid_from, valid_to FROM card_history
     ), relations AS MATERIALIZED (
       SELECT id, domain_id, source_id, target_id, valid_from, 'infinity'::timestamptz AS valid_to FROM relation
       UNION ALL SELECT id, domain_id, source_id, target_id, valid_from, valid_to FROM relation_history
     )
     SELECT 'versions of a card' AS what, one.id, other.id AS other FROM cards AS one JOIN cards AS other
       ON one.id = other.id AND one.valid_from < other.valid_from AND ${overlaps}
     UNION ALL SELECT 'code held twice', one.id, other.id FROM cards AS one JOIN cards AS other
       ON one.class_id = other.class_id AND one.code = other.code AND one.id < other.id AND ${overlaps}
       JOIN class ON class.id = one.class_id AND class.name IN ('Computer', 'Room')
     UNION ALL SELECT 'versions of a relation', one.id, other.id FROM relations AS one JOIN relations AS other
       ON one.id = other.id AND one.valid_from < other.valid_from AND ${overlaps}
     UNION ALL SELECT 'cardinality', one.id, other.id FROM relations AS one JOIN relations AS other
       ON one.domain_id = other.domain_id AND one.id < other.id AND ${overlaps}
       JOIN domain ON domain.id = one.domain_id
         AND (domain.source_once AND one.source_id = other.source_id OR domain.target_once AND one.target_id = other.target_id)
     UNION ALL SELECT 'relation without a card', held.id, ends.id FROM relations AS held
       CROSS JOIN LATERAL (VALUES (held.source_id), (held.target_id)) AS ends(id)
       WHERE (SELECT min(valid_from) FROM cards WHERE cards.id = ends.id) > held.valid_from
         OR (SELECT max(valid_to) FROM cards WHERE cards.id = ends.id) < held.valid_to`,
  );
}
