import { setTimeout } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { computer, makeRun } from '../../../../tests/cmdb/runs.ts';
import { adminToken, startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';
import type { SearchHit } from './search.service.ts';

interface SearchBody {
  items: SearchHit[];
  total: number;
  complete: boolean;
  next: string | null;
}

let cmdb: TestCmdb;
beforeAll(async () => {
  cmdb = await startTestCmdb();
});
afterAll(() => cmdb.stop());
beforeEach(async () => {
  await cmdb.clear();
  await cmdb.query('TRUNCATE document, document_version, document_link CASCADE');
});

async function search(q: string, more: Record<string, string> = {}): Promise<SearchBody> {
  const { status, body } = await cmdb.call<SearchBody>(
    'GET',
    `/search?${new URLSearchParams({ q, ...more })}`,
  );
  expect(status, JSON.stringify(body)).toBe(200);
  return body;
}

async function codes(q: string, more: Record<string, string> = {}) {
  return (await search(q, more)).items.map((hit) => hit.card.code);
}

async function create(className: string, ...cards: Record<string, string | number>[]): Promise<string[]> {
  const { created } = await cmdb.edit({
    create: cards.map((attributes) => ({ class: className, attributes })),
  });
  return created;
}

async function upload(cardId: string, name: string): Promise<string> {
  const form = new FormData();
  form.set('file', new Blob(['content'], { type: 'text/plain' }), name);
  const response = await fetch(`${cmdb.url}/api/cards/${cardId}/documents`, {
    method: 'POST',
    headers: { authorization: `Bearer ${adminToken}` },
    body: form,
  });
  expect(response.status).toBe(201);
  const { id }: { id: string } = await response.json();
  return id;
}

describe('what is found', () => {
  test('is ranked: the whole value, its beginning, words, parts', async () => {
    await create(
      'Computer',
      { Code: 'XPC-0001', Description: 'a part' },
      { Code: 'A-1', Description: 'beside PC-0001' },
      { Code: 'PC-00011' },
      { Code: 'PC-0001' },
      { Code: 'A-2', SerialNumber: 'pc-0001' },
    );

    const { items, total, complete, next } = await search('PC-0001');

    expect(items.map(({ rank, card, match }) => [rank, card.code, match?.attribute])).toEqual([
      ['exact', 'PC-0001', 'Code'],
      ['exact', 'A-2', 'SerialNumber'],
      ['prefix', 'PC-00011', 'Code'],
      ['word', 'A-1', 'Description'],
      ['part', 'XPC-0001', 'Code'],
    ]);
    expect({ total, complete, next }).toEqual({ total: 5, complete: true, next: null });
  });

  test.each(['petrovic', 'Петровић', 'PETROVIĆ djordje', 'petr', 'Petrovc', 'Pertovic'])(
    'by “%s” is Đorđe Petrović, with the place',
    async (q) => {
      const [id] = await create(
        'Employee',
        { Code: 'E-1', Description: 'Đorđe Petrović' },
        { Code: 'E-2', Description: 'Ana Marković' },
      );

      const { items } = await search(q);

      const { excerpt = '', highlights = [] } = items[0]?.match ?? {};
      const marked = highlights.map(({ start, length }) => excerpt.slice(start, start + length));
      expect(items).toHaveLength(1);
      expect(items[0]?.card).toEqual({ id, class: 'Employee', code: 'E-1', description: 'Đorđe Petrović' });
      expect(marked.join(' ')).toMatch(/Petr/);
    },
  );

  test('is of the classes asked for and their descendants', async () => {
    await create('Computer', { Code: 'SAME-1' });
    await create('Room', { Code: 'SAME-2' });

    expect(await codes('same')).toEqual(['SAME-1', 'SAME-2']);
    expect(await codes('same', { classes: 'Item' })).toEqual(['SAME-1']);
    expect(await codes('same', { classes: 'Room,Computer' })).toEqual(['SAME-1', 'SAME-2']);
    const { status, body } = await cmdb.call('GET', '/search?q=same&classes=Nothing');
    expect(status).toBe(400);
    expect(body).toMatchObject({ faults: [{ path: 'query.classes' }] });
  });

  test('comes in pages, each hit once', async () => {
    await create('Room', ...Array.from({ length: 25 }, (_, index) => ({ Code: `R-${100 + index}` })));
    const seen: (string | null)[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: SearchBody = await search('r-1', { limit: '10', ...(cursor === '' ? {} : { cursor }) });
      seen.push(...page.items.map((hit) => hit.card.code));
      cursor = page.next;
    }

    expect(seen).toEqual(Array.from({ length: 25 }, (_, index) => `R-${100 + index}`));
  });
});

test('the words of a list are folded alike, now and as of an instant', async () => {
  const [id = ''] = await create('Employee', { Code: 'E-1', Description: 'Đorđe Petrović' });
  const then = new Date().toISOString();
  await setTimeout(5);
  await cmdb.edit({ update: [{ id, attributes: { Description: 'C:\\Users "quoted"' } }] });
  const list = async (query: string, more = {}) => {
    const address = `/classes/Employee/cards?${new URLSearchParams({ query, ...more })}`;
    return (await cmdb.call<{ total: number }>('GET', address)).body.total;
  };

  expect(await list('Петров ĐORĐ', { asOf: then })).toBe(1);
  expect(await list('Петров ĐORĐ')).toBe(0);
  expect(await list('c:\\users "quoted"')).toBe(1);
});

describe('the index keeps step with', () => {
  test('creating, editing and retiring, with nothing left of what was', async () => {
    const [id = ''] = await create('Computer', { Code: 'PC-1', SerialNumber: 'ALPHA77' });
    expect(await codes('alpha77')).toEqual(['PC-1']);

    await cmdb.edit({ update: [{ id, attributes: { SerialNumber: 'OMEGA99' } }] });
    expect(await codes('alpha77')).toEqual([]);
    expect(await codes('omega99')).toEqual(['PC-1']);

    await cmdb.edit({ retire: [{ id }] });
    expect(await codes('omega99')).toEqual([]);
    expect(await codes('PC-1')).toEqual([]);
  });

  test('a transaction that is rolled back', async () => {
    const attempt = cmdb.edit({
      create: [
        { class: 'Room', attributes: { Code: 'UNDONE-1' } },
        { class: 'Room', attributes: { Code: 'UNDONE-1' } },
      ],
    });

    await expect(attempt).rejects.toThrow();
    expect(await codes('undone')).toEqual([]);
  });

  test('a run of a source', async () => {
    await makeRun(cmdb, [
      computer('PC-7', { OS: 'Debian GNU/Linux 13' }),
      computer('PC-8', { OS: 'Plan 9' }),
    ]);
    expect(await codes('gnu/linux')).toEqual(['PC-7']);

    await makeRun(cmdb, [computer('PC-7', { OS: 'Haiku' }), computer('PC-8', { OS: 'Plan 9' })]);

    expect(await codes('gnu/linux')).toEqual([]);
    expect(await codes('haiku')).toEqual(['PC-7']);
  });

  test('documents: uploaded, taken off, and on a card that is retired', async () => {
    const [room = '', other = ''] = await create('Room', { Code: 'R-1' }, { Code: 'R-2' });
    const id = await upload(room, 'Уговор о одржавању.txt');
    await upload(other, 'warranty.txt');

    const [hit] = (await search('ugovor')).items;
    expect(hit).toMatchObject({
      kind: 'document',
      rank: 'prefix',
      card: { code: 'R-1' },
      document: { id, name: 'Уговор о одржавању.txt' },
      match: { attribute: 'name', highlights: [{ start: 0, length: 6 }] },
    });
    expect(await codes('ugovor', { classes: 'Computer' })).toEqual([]);

    await cmdb.call('DELETE', `/documents/${id}/links/${room}`);
    expect(await codes('ugovor')).toEqual([]);

    expect(await codes('warranty')).toEqual(['R-2']);
    await cmdb.edit({ retire: [{ id: other }] });
    expect(await codes('warranty')).toEqual([]);
  });
});

describe('a hostile query', () => {
  test.each([
    '%',
    '____',
    '"',
    '\\',
    '""[],',
    '\u0001\u0002',
    '   ',
    '%%%%%%%%%%',
    '🙂',
    "'; DROP TABLE card; --",
  ])('%j finds nothing and harms nothing', async (q) => {
    await create('Room', { Code: 'R-1' });

    expect((await search(q)).total).toBe(0);
  });

  test('takes wildcards literally', async () => {
    await create('Room', { Code: 'R_1' }, { Code: 'RX1' }, { Code: '100%' }, { Code: '100X' });

    expect(await codes('R_1')).toEqual(['R_1']);
    expect(await codes('100%')).toEqual(['100%']);
  });

  test('of any kind is answered, or refused as too long', async () => {
    await create('Room', { Code: 'R-1', Description: 'Server room' });
    const words = fc.array(fc.string({ maxLength: 5 }), { maxLength: 400 }).map((list) => list.join(' '));
    const any = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'grapheme', maxLength: 300 }),
      words,
    );
    await fc.assert(
      fc.asyncProperty(any, async (q) => {
        const { status } = await cmdb.call('GET', `/search?${new URLSearchParams({ q })}`);

        expect([200, 400]).toContain(status);
      }),
      { numRuns: 150 },
    );
  });

  test('of 10,000 words is refused', async () => {
    const q = 'word '.repeat(10_000).slice(0, 12_000);

    const { status } = await cmdb.call('GET', `/search?${new URLSearchParams({ q })}`);

    expect([400, 414, 431]).toContain(status);
  });
});
