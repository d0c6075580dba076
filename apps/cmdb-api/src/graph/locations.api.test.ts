import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { requestsOf } from '../../../../tests/cmdb/http.ts';
import { adminToken, startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';

let cmdb: TestCmdb;
let call: ReturnType<typeof requestsOf>;

beforeAll(async () => {
  cmdb = await startTestCmdb();
  call = requestsOf(cmdb, adminToken);
});
afterAll(() => cmdb.stop());
beforeEach(() => cmdb.clear());

interface LocationBody {
  card: { id: string; code: string };
  parent: string | null;
  depth: number;
  items: number;
  people: number;
  workspaces: number;
  freeWorkspaces: number;
}

async function tree(query = ''): Promise<LocationBody[]> {
  return (await call('GET', `/locations/tree?${query}`)).body.items;
}

/** Creates cards by class and code, and relates them by domain; gives the ids by code. */
async function build(
  cards: Record<string, string[]>,
  relations: (readonly [domain: string, source: string, target: string])[],
): Promise<Map<string, string>> {
  const create = Object.entries(cards).flatMap(([name, codes]) =>
    codes.map((Code) => ({ class: name, attributes: { Code } })),
  );
  const { created } = await cmdb.edit({ create });
  const ids = new Map(create.map(({ attributes }, place) => [attributes.Code, created[place] ?? '']));
  await cmdb.edit({
    relate: relations.map(([domain, source, target]) => ({
      ...{ domain, source: ids.get(source) ?? '', target: ids.get(target) ?? '' },
    })),
  });
  return ids;
}

function lines(locations: readonly LocationBody[]): string[] {
  return locations.map(
    ({ card, depth, items, people, workspaces, freeWorkspaces }) =>
      `${'  '.repeat(depth)}${card.code} ${items} items, ${people} people, ${freeWorkspaces}/${workspaces} free`,
  );
}

describe('the tree of places', () => {
  test('counts what is in each place once, however many ways lead there, now and in the past', async () => {
    const ids = await build(
      {
        ...{ Building: ['B', 'A'], Floor: ['A0'], Room: ['R1', 'R2'], Workspace: ['W1', 'W2', 'W3'] },
        ...{ Computer: ['PC1', 'PC2'], Employee: ['E1', 'E2'] },
      },
      [
        ['BuildingFloors', 'A', 'A0'],
        ['FloorRooms', 'A0', 'R1'],
        ['FloorRooms', 'A0', 'R2'],
        ['RoomWorkspaces', 'R1', 'W1'],
        ['RoomWorkspaces', 'R1', 'W2'],
        ['RoomWorkspaces', 'R2', 'W3'],
        ['RoomItems', 'R1', 'PC1'],
        ['WorkspaceItems', 'W1', 'PC1'],
        ['WorkspaceItems', 'W3', 'PC2'],
        ['EmployeeWorkspaces', 'E1', 'W1'],
        ['EmployeeWorkspaces', 'E1', 'W3'],
        ['EmployeeWorkspaces', 'E2', 'W1'],
      ],
    );
    const [{ at } = { at: new Date() }] = await cmdb.query<{ at: Date }>('SELECT max(at) AS at FROM change');
    await cmdb.edit({ retire: [{ id: ids.get('E1') ?? '' }, { id: ids.get('PC2') ?? '' }] });

    const now = await tree();
    const before = await tree(`asOf=${at.toISOString()}`);
    const room = await tree(`root=${ids.get('R1')}`);
    const rooms = await tree('classes=Room,Floor');

    expect(lines(before)).toEqual([
      'A 2 items, 2 people, 1/3 free',
      '  A0 2 items, 2 people, 1/3 free',
      '    R1 1 items, 2 people, 1/2 free',
      '      W1 1 items, 2 people, 0/1 free',
      '      W2 0 items, 0 people, 1/1 free',
      '    R2 1 items, 1 people, 0/1 free',
      '      W3 1 items, 1 people, 0/1 free',
      'B 0 items, 0 people, 0/0 free',
    ]);
    expect(lines(now).slice(0, 2)).toEqual([
      'A 1 items, 1 people, 2/3 free',
      '  A0 1 items, 1 people, 2/3 free',
    ]);
    expect(lines(room)[0]).toBe('R1 1 items, 1 people, 1/2 free');
    expect(room).toHaveLength(3);
    expect(rooms.map(({ card, depth, workspaces }) => [card.code, depth, workspaces])).toEqual([
      ['A0', 0, 2],
      ['R1', 1, 1],
      ['R2', 1, 1],
    ]);
  });

  test('agrees with counting in memory, however places and items are spread', async () => {
    const plan = fc.record({
      rooms: fc.array(fc.nat(3), { minLength: 6, maxLength: 6 }),
      inRoom: fc.array(fc.option(fc.nat(5), { nil: undefined }), { minLength: 8, maxLength: 8 }),
      inWorkspace: fc.array(fc.option(fc.nat(5), { nil: undefined }), { minLength: 8, maxLength: 8 }),
    });
    await fc.assert(
      fc.asyncProperty(plan, async ({ rooms, inRoom, inWorkspace }) => {
        await cmdb.clear();
        const items = inRoom.map((_, place) => `PC${place}`);
        await build(
          {
            ...{ Floor: ['F0', 'F1', 'F2', 'F3'], Room: rooms.map((_, place) => `R${place}`) },
            ...{ Workspace: rooms.map((_, place) => `W${place}`), Computer: items },
          },
          [
            ...rooms.map((floor, place) => ['FloorRooms', `F${floor}`, `R${place}`] as const),
            ...rooms.map((_, place) => ['RoomWorkspaces', `R${place}`, `W${place}`] as const),
            ...inRoom.flatMap((room, place) =>
              room === undefined ? [] : [['RoomItems', `R${room}`, `PC${place}`] as const],
            ),
            ...inWorkspace.flatMap((room, place) =>
              room === undefined ? [] : [['WorkspaceItems', `W${room}`, `PC${place}`] as const],
            ),
          ],
        );

        const counted = new Map((await tree()).map(({ card, items: found }) => [card.code, found]));

        const isIn = (code: string, item: number) => {
          const number = Number(code.slice(1));
          if (code.startsWith('W')) return inWorkspace[item] === number;
          if (code.startsWith('R')) return inWorkspace[item] === number || inRoom[item] === number;
          return [inRoom[item], inWorkspace[item]].some(
            (room) => room !== undefined && rooms[room] === number,
          );
        };
        expect(counted.size).toBe(16);
        for (const [code, found] of counted) {
          expect(found, code).toBe(items.filter((_, item) => isIn(code, item)).length);
        }
      }),
      { numRuns: 10, endOnFailure: true },
    );
  });

  test('gives the items of a place, with those in it or without', async () => {
    const ids = await build({ Room: ['R1', 'R2'], Workspace: ['W1'], Computer: ['PC1', 'PC2', 'PC3'] }, [
      ['RoomWorkspaces', 'R1', 'W1'],
      ['RoomItems', 'R1', 'PC1'],
      ['WorkspaceItems', 'W1', 'PC2'],
      ['RoomItems', 'R2', 'PC3'],
    ]);
    const address = `/locations/${ids.get('R1')}/items`;
    const codes = ({ body }: { body: { items: LocationBody[] } }) => body.items.map(({ card }) => card.code);

    const all = await call('GET', address);
    const here = await call('GET', `${address}?below=false`);
    const one = await call('GET', `${address}?limit=1`);

    expect(codes(all)).toEqual(['PC1', 'PC2']);
    expect(all.body.items[1]).toMatchObject({ place: ids.get('W1'), relation: { domain: 'WorkspaceItems' } });
    expect(codes(here)).toEqual(['PC1']);
    expect([codes(one), one.body.total]).toEqual([['PC1'], 2]);
  });

  test('knows no place that is not there', async () => {
    const nowhere = '01970000-0000-7000-8000-000000000000';
    const ids = await build({ Computer: ['PC1'] }, []);

    expect((await call('GET', `/locations/tree?root=${nowhere}`)).status).toBe(404);
    expect((await call('GET', '/locations/tree?classes=Nix')).status).toBe(404);
    expect((await call('GET', `/locations/${nowhere}/items`)).status).toBe(404);
    expect((await call('GET', `/locations/${ids.get('PC1')}/items`)).status).toBe(404);
  });
});
