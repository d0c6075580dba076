import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inventoryDatabases } from '../../../../tests/inventory/test-inventory.ts';
import { openStore, type Store } from '../store.ts';
import { requireFewNewWords, TooManyWordsError } from './new-words.ts';

describe.each(inventoryDatabases)('on $name', ({ create }) => {
  let database: Awaited<ReturnType<typeof create>>;
  let store: Store;

  beforeAll(async () => {
    database = await create();
    store = await openStore(database.url, 3, () => undefined);
    await store.dictionaries.get('software_name')?.resolve(new Set(['known', 'known too']));
  });
  afterAll(async () => {
    await store?.close();
    await database?.drop();
  });

  async function wordsOf(table: string): Promise<number> {
    const [row] = await store.database.statements.query(`SELECT count(*) AS n FROM ${table}`);
    return Number(row?.n);
  }

  test('words that are there do not count, in whatever process they were learned', async () => {
    const another = await openStore(database.url, 3, () => undefined);
    const words = new Map([
      ['software_name', new Set(['known', 'known too', 'new'])],
      ['software_version', new Set(['1', '2'])],
    ]);

    await expect(requireFewNewWords(another.dictionaries, words, 3)).resolves.toBeUndefined();
    await another.close();
  });

  test('more that are new than are taken are refused, and none is added', async () => {
    const words = new Map([
      ['software_name', new Set(['known', 'new', 'newer'])],
      ['software_version', new Set(['1', '2'])],
    ]);
    const before = [await wordsOf('software_name'), await wordsOf('software_version')];

    const refused = requireFewNewWords(store.dictionaries, words, 3);

    await expect(refused).rejects.toThrow(TooManyWordsError);
    await expect(refused).rejects.toMatchObject({
      message: 'SOFTWARES brings 4 names, publishers and versions that are new, and 3 are taken at most',
      faults: [{ path: 'SOFTWARES' }],
    });
    expect([await wordsOf('software_name'), await wordsOf('software_version')]).toEqual(before);
  });
});
