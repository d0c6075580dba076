import { ConflictError, InvalidInputError } from '@popis/errors';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ana, applyWork, countTable, createCard } from '../../../../tests/cmdb/card-work.ts';
import { startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';
import type { CardWork } from './card-work.ts';

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

describe('uniqueness', () => {
  test('is the database’s: of two writers at once one wins, the other learns who has the value', async () => {
    const both = await Promise.allSettled([
      apply({ create: [{ class: 'Computer', attributes: { Code: 'PC-1' } }] }),
      apply({ create: [{ class: 'Computer', attributes: { Code: 'PC-1' } }] }),
    ]);

    const lost = both.filter((result) => result.status === 'rejected');
    expect(lost).toHaveLength(1);
    expect(lost[0]?.reason).toBeInstanceOf(InvalidInputError);
    expect(lost[0]?.reason).toMatchObject({ faults: [{ path: 'attributes.Code' }] });
    expect(await count('card')).toBe(1);
  });

  test('counts within one work as well', async () => {
    const attributes = { Code: 'PC-1' };
    const work = {
      create: [
        { class: 'Computer', attributes },
        { class: 'Computer', attributes },
      ],
    };

    await expect(apply(work)).rejects.toMatchObject({ faults: [{ path: 'create.1.attributes.Code' }] });
  });

  test('does not count other classes, nor retired cards', async () => {
    const id = await createOne('Computer', { Code: 'X-1' });
    await createOne('Room', { Code: 'X-1' });
    await apply({ retire: [{ id }], create: [{ class: 'Computer', attributes: { Code: 'X-1' } }] });

    expect(await count('card')).toBe(2);
  });
});

describe('cardinality', () => {
  test('is the database’s, whoever writes', async () => {
    const [floor, one, other] = await createFloorAndBuildings();
    await apply({ relate: [{ domain: 'BuildingFloors', source: one, target: floor }] });

    const past = cmdb.query(
      `INSERT INTO relation SELECT gen_random_uuid(), domain_id, source_class, $1, target_class, target_id, attributes,
         provenance, source_once, target_once, valid_from, change_id FROM relation`,
      [other],
    );

    await expect(past).rejects.toMatchObject({ constraint: 'relation_domain_id_target_id_key' });
    await expect(cmdb.query('UPDATE relation SET target_once = false')).rejects.toMatchObject({
      constraint: 'relation_domain_id_source_once_target_once_fkey',
    });
  });

  test('refuses with the relation that is in the way', async () => {
    const [floor, one, other] = await createFloorAndBuildings();
    const { related } = await apply({ relate: [{ domain: 'BuildingFloors', source: one, target: floor }] });

    const error = await apply({ relate: [{ domain: 'BuildingFloors', source: other, target: floor }] }).catch(
      (caught: unknown) => caught,
    );

    expect(error).toBeInstanceOf(ConflictError);
    expect(error).toMatchObject({
      message: 'Building B1 has floor Floor F1 already, and BuildingFloors is 1:N',
      current: { id: related[0]?.id, domain: 'BuildingFloors', source: { id: one }, target: { id: floor } },
    });
  });

  test('holds among writers at once', async () => {
    const [floor, one, other] = await createFloorAndBuildings();
    const attempts = [one, other, one, other, one, other].map((source) =>
      apply({ relate: [{ domain: 'BuildingFloors', source, target: floor }] }),
    );

    const results = await Promise.allSettled(attempts);

    const refused = results.filter((result) => result.status === 'rejected');
    expect(await count('relation')).toBe(1);
    expect(refused).toHaveLength(3);
    for (const { reason } of refused) expect(reason).toBeInstanceOf(ConflictError);
  });

  test('lets a part move from one whole to another within one work', async () => {
    const [floor, one, other] = await createFloorAndBuildings();
    const { related } = await apply({ relate: [{ domain: 'BuildingFloors', source: one, target: floor }] });

    const moved = await apply({
      unrelate: [{ id: related[0]?.id ?? '' }],
      relate: [{ domain: 'BuildingFloors', source: other, target: floor }],
    });

    expect(moved.unrelated).toHaveLength(1);
    expect(await cmdb.query('SELECT source_id FROM relation')).toEqual([{ source_id: other }]);
  });

  async function createFloorAndBuildings(): Promise<[string, string, string]> {
    const floor = await createOne('Floor', { Code: 'F1' });
    const one = await createOne('Building', { Code: 'B1' });
    const other = await createOne('Building', { Code: 'B2' });
    return [floor, one, other];
  }
});

describe('retiring', () => {
  test('ends the relations at both ends and keeps all history', async () => {
    const room = await createOne('Room', { Code: 'R1' });
    const id = await createOne('Computer', { Code: 'PC-1', Room: room });
    await apply({ create: [{ class: 'Memory', attributes: { Capacity: 1, Computer: id } }] });

    const { at, changeId, unrelated } = await apply({ retire: [{ id }] });

    const past = await cmdb.query('SELECT id, retired, valid_to, ended_change_id FROM card_history');
    expect(past).toEqual([{ id, retired: true, valid_to: at, ended_change_id: changeId }]);
    expect(unrelated).toHaveLength(2);
    expect(await count('relation')).toBe(0);
    expect(await count('relation_history')).toBe(2);
    expect(await count('card')).toBe(2);
  });

  test('and relating at once leave no relation to a card that is gone', async () => {
    for (let round = 0; round < 5; round += 1) {
      const room = await createOne('Room', { Code: `R${round}` });
      const id = await createOne('Computer', { Code: `PC-${round}` });
      const [retired, related] = await Promise.allSettled([
        apply({ retire: [{ id: room }] }),
        apply({ update: [{ id, attributes: { Room: room } }] }),
      ]);

      expect(retired.status).toBe('fulfilled');
      if (related.status === 'rejected') {
        const isExpected =
          related.reason instanceof ConflictError || related.reason instanceof InvalidInputError;
        expect(isExpected, String(related.reason)).toBe(true);
      }
    }
    expect(await count('relation')).toBe(0);
  });
});

test('writers of the same cards at once all get through, one after the other', async () => {
  const first = await createOne('Computer', { Code: 'PC-1', RAM: 0 });
  const second = await createOne('Computer', { Code: 'PC-2', RAM: 0 });

  const writes = Array.from({ length: 8 }, (_, index) => {
    const ids = index % 2 === 0 ? [first, second] : [second, first];
    return apply({ update: ids.map((id) => ({ id, attributes: { RAM: index + 1 } })) });
  });
  await Promise.all(writes);

  const times = await cmdb.query<{ valid_from: Date; valid_to: Date }>(
    'SELECT valid_from, valid_to FROM card_history WHERE id = $1 ORDER BY valid_from',
    [first],
  );
  expect(times).toHaveLength(8);
  for (const [index, version] of times.entries()) {
    if (index > 0) expect(version.valid_from).toEqual(times[index - 1]?.valid_to);
  }
});
