import { randomUUID } from 'node:crypto';
import { InvalidInputError, NotFoundError } from '@popis/errors';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ana, applyWork, countTable, createCard } from '../../../../tests/cmdb/card-work.ts';
import { startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';
import { StaleError } from '../platform/stale-error.ts';
import type { CardWork, CreateCard, Relate } from './card-work.ts';
import { CardWriter } from './card-writer.ts';

let cmdb: TestCmdb;

beforeAll(async () => {
  cmdb = await startTestCmdb();
});
afterAll(() => cmdb.stop());
beforeEach(() => cmdb.clear());

const apply = (work: CardWork, context = ana) => applyWork(cmdb, work, context);
const createOne = (className: string, attributes: Record<string, string | number>) =>
  createCard(cmdb, className, attributes);
const count = (table: string) => countTable(cmdb, table);

describe('what a work writes', () => {
  test('belongs to one change, with one time, who, why, through what and where from', async () => {
    const room = randomUUID();
    const applied = await apply({
      create: [
        { id: room, class: 'Room', attributes: { Code: 'R1' } },
        { class: 'Computer', attributes: { Code: 'PC-1', RAM: 4096, Room: room } },
      ],
    });

    const rows = await cmdb.query(
      `SELECT change.actor, change.source, change.reason, change.request_id, change.at, length(change.hash) AS hash,
         (SELECT count(*)::integer FROM card WHERE card.change_id = change.id AND card.valid_from = change.at) AS cards,
         (SELECT count(*)::integer FROM relation WHERE relation.change_id = change.id
           AND relation.valid_from = change.at) AS relations
       FROM change WHERE change.id = $1`,
      [applied.changeId],
    );
    expect(rows).toEqual([
      {
        actor: 'ana',
        source: 'person',
        reason: 'because',
        request_id: 'request-1',
        at: applied.at,
        hash: 32,
        cards: 2,
        relations: 1,
      },
    ]);
  });

  test('lies in the partition of its class', async () => {
    const id = await createOne('Computer', { Code: 'PC-1' });
    await apply({ update: [{ id, attributes: { RAM: 1 } }] });

    const rows = await cmdb.query(
      `SELECT card.tableoid::regclass::text AS card, past.tableoid::regclass::text AS past,
         'card_c' || card.class_id AS expected, 'card_history_c' || card.class_id AS expected_past
       FROM card JOIN card_history AS past ON past.id = card.id`,
    );

    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ card: expect.stringMatching(/^card_c\d+$/) });
    expect(Object.values(rows[0] ?? {}).slice(0, 2)).toEqual(Object.values(rows[0] ?? {}).slice(2));
  });

  test('has ids of version 7, in the order of making', async () => {
    const attributes = Array.from({ length: 50 }, (_, index) => ({ Code: `B${index}` }));
    const { created } = await apply({
      create: attributes.map((each) => ({ class: 'Building', attributes: each })),
    });

    expect(created[0]?.[14]).toBe('7');
    expect([...created].sort()).toEqual(created);
  });

  test('keeps each version, from when to when, and who ended it', async () => {
    const id = await createOne('Computer', { Code: 'PC-1', RAM: 1 });
    await apply({ update: [{ id, attributes: { RAM: 2 } }] });
    const last = await apply({ update: [{ id, attributes: { RAM: null, OS: 'Debian' } }] });

    const past = await cmdb.query(
      `SELECT past.attributes ->> 'RAM' AS ram, past.valid_to = next.valid_from AS meets,
         past.ended_change_id = next.change_id AS same_change
       FROM card_history AS past
       CROSS JOIN LATERAL (
         SELECT later.valid_from, later.change_id FROM card_history AS later
         WHERE later.id = past.id AND later.valid_from > past.valid_from
         UNION ALL SELECT card.valid_from, card.change_id FROM card WHERE card.id = past.id
         ORDER BY 1 LIMIT 1) AS next
       WHERE past.id = $1 ORDER BY past.valid_from`,
      [id],
    );
    const now = await cmdb.query('SELECT attributes, change_id FROM card WHERE id = $1', [id]);
    expect(past).toEqual([
      { ram: '1', meets: true, same_change: true },
      { ram: '2', meets: true, same_change: true },
    ]);
    expect(now).toEqual([{ attributes: { OS: 'Debian', Status: 'in-use' }, change_id: last.changeId }]);
  });

  test('is nothing, no change either, when nothing differs', async () => {
    const room = await createOne('Room', { Code: 'R1' });
    const id = await createOne('Computer', { Code: 'PC-1', RAM: 4096, Room: room });
    const [relation] = await cmdb.query<{ id: string }>('SELECT id FROM relation');
    const before = await count('change');

    const applied = await apply({
      update: [{ id, attributes: { Code: 'PC-1', RAM: 4096, Room: room, Purpose: null, Notes: '' } }],
      relate: [{ domain: 'RoomItems', source: room, target: id }],
    });

    expect(applied).toMatchObject({
      changeId: null,
      updated: [],
      related: [{ id: relation?.id, stood: true, written: false }],
    });
    expect(await count('change')).toBe(before);
    expect(await count('card_history')).toBe(0);
    expect(await count('relation_history')).toBe(0);
  });

  test('remembers for each attribute where its value is from', async () => {
    const { created } = await apply(
      { create: [{ class: 'Computer', attributes: { Code: 'PC-1', RAM: 1 } }] },
      { actor: 'connector', source: 'seed', runId: '01970000-0000-7000-8000-000000000001' },
    );
    const edit = await apply({ update: [{ id: created[0] ?? '', attributes: { RAM: 2 } }] });

    const [card] = await cmdb.query<{ provenance: Record<string, unknown> }>('SELECT provenance FROM card');
    expect(card?.provenance).toMatchObject({
      Code: { source: 'seed', runId: '01970000-0000-7000-8000-000000000001' },
      RAM: { source: 'person', runId: null, at: edit.at?.toISOString() },
    });
  });

  test('is later than what it replaces, even when the clock went back', async () => {
    const id = await createOne('Computer', { Code: 'PC-1', RAM: 1 });
    await cmdb.query("UPDATE card SET valid_from = date_trunc('milliseconds', now()) + interval '1 hour'");

    const { at } = await apply({ update: [{ id, attributes: { RAM: 2 } }] });

    const [past] = await cmdb.query<{ valid_from: Date; valid_to: Date }>('SELECT * FROM card_history');
    expect(at?.getTime()).toBe((past?.valid_from.getTime() ?? 0) + 1);
    expect(past?.valid_to).toEqual(at);
  });

  test('takes as many statements for many cards as for one', async () => {
    const few = await countStatements(1);
    const many = await countStatements(300);

    expect(many).toBe(few);
  });

  async function countStatements(computers: number): Promise<number> {
    const create: CreateCard[] = [];
    const relate: Relate[] = [];
    for (let index = 0; index < computers; index += 1) {
      const id = randomUUID();
      const part = randomUUID();
      create.push({ id, class: 'Computer', attributes: { Code: `S${computers}-${index}` } });
      create.push({ id: part, class: 'Memory', attributes: { Capacity: 1024 } });
      relate.push({ domain: 'ComputerMemory', source: id, target: part });
    }
    return cmdb.app.database.transaction(async (tx) => {
      let statements = 0;
      const counting: typeof tx = new Proxy(tx, {
        get(target, name, receiver) {
          if (name === 'query') statements += 1;
          const value = Reflect.get(target, name, receiver);
          return typeof value === 'function' ? value.bind(target) : value;
        },
      });
      await cmdb.app.nest.get(CardWriter).apply(counting, ana, { create, relate });
      return statements;
    });
  }
});

describe('a reference', () => {
  test('is stored as a relation and nowhere else', async () => {
    const room = await createOne('Room', { Code: 'R1' });
    const id = await createOne('Computer', { Code: 'PC-1', Room: room });

    const [card] = await cmdb.query<{ attributes: object }>('SELECT attributes FROM card WHERE id = $1', [
      id,
    ]);
    const relations = await cmdb.query('SELECT source_id, target_id FROM relation');
    expect(card?.attributes).toEqual({ Status: 'in-use' });
    expect(relations).toEqual([{ source_id: room, target_id: id }]);
  });

  test('moves as a change of relations: the old one is kept, the card gets no version, its ETag is new', async () => {
    const room = await createOne('Room', { Code: 'R1' });
    const other = await createOne('Room', { Code: 'R2' });
    const id = await createOne('Computer', { Code: 'PC-1', Room: room });

    const moved = await apply({ update: [{ id, attributes: { Room: other } }] });

    const past = await cmdb.query('SELECT source_id, valid_to, ended_change_id FROM relation_history');
    const now = await cmdb.query('SELECT source_id, change_id FROM relation');
    const [card] = await cmdb.query<{ revision: string }>('SELECT revision FROM card WHERE id = $1', [id]);
    expect(past).toEqual([{ source_id: room, valid_to: moved.at, ended_change_id: moved.changeId }]);
    expect(now).toEqual([{ source_id: other, change_id: moved.changeId }]);
    expect(card?.revision).toBe(moved.changeId);
    expect(await count('card_history')).toBe(0);
  });

  test('follows when its relation is written from the far end', async () => {
    const room = await createOne('Room', { Code: 'R1' });
    const id = await createOne('Computer', { Code: 'PC-1' });
    const related = await apply({ relate: [{ domain: 'RoomItems', source: room, target: id }] });
    const ended = await apply({ unrelate: [{ id: related.related[0]?.id ?? '' }] });

    const [card] = await cmdb.query<{ revision: string }>('SELECT revision FROM card WHERE id = $1', [id]);
    expect(card?.revision).toBe(ended.changeId);
    expect(ended.changeId).not.toBe(related.changeId);
  });

  test('must name an active card of the right class', async () => {
    const building = await createOne('Building', { Code: 'B1' });
    const create = [
      { class: 'Computer', attributes: { Code: 'PC-1', Room: building, Responsible: randomUUID() } },
    ];

    await expect(apply({ create })).rejects.toMatchObject({
      faults: [
        { path: 'attributes.Responsible', message: 'is not an active card' },
        { path: 'attributes.Room', message: 'must be of the class Room, not Building' },
      ],
    });
  });
});

describe('faults', () => {
  test('of all items come at once, each with its place', async () => {
    const work: CardWork = {
      create: [
        { class: 'Computer', attributes: {} },
        { class: 'Memory', attributes: { Capacity: 'much' } },
      ],
      relate: [
        { domain: 'ComputerMemory', source: randomUUID(), target: randomUUID(), attributes: { x: 1 } },
      ],
    };

    const error = await apply(work).catch((caught: unknown) => caught);

    expect(error).toBeInstanceOf(InvalidInputError);
    expect(error).toMatchObject({
      faults: [
        { path: 'create.0.attributes.Code' },
        { path: 'create.1.attributes.Capacity' },
        { path: 'relate.0.attributes.x' },
        { path: 'relate.0.source' },
        { path: 'relate.0.target' },
      ],
    });
    expect(await count('card')).toBe(0);
  });

  test('a card of an abstract class cannot be', async () => {
    const create = [{ class: 'Item', attributes: { Code: 'I1' } }];

    await expect(apply({ create })).rejects.toMatchObject({ faults: [{ path: 'class' }] });
  });

  test('what is not active cannot be changed', async () => {
    await expect(apply({ update: [{ id: randomUUID(), attributes: {} }] })).rejects.toThrow(NotFoundError);
    await expect(apply({ unrelate: [{ id: randomUUID() }] })).rejects.toThrow(NotFoundError);
  });

  test('a version that is not the one seen is refused', async () => {
    const id = await createOne('Computer', { Code: 'PC-1' });
    const update = [{ id, attributes: { RAM: 1 }, ifMatch: randomUUID() }];

    await expect(apply({ update })).rejects.toThrow(StaleError);
  });
});
