import type pg from 'pg';

/** One kind of request, and the hand-written SQL that gives the same rows. */
export interface Case {
  name: string;
  /** The address below `/api`; the round makes requests differ. */
  address: (round: number) => string;
  baseline?: (round: number) => { text: string; values: unknown[] };
  /** The case it is compared with; that one comes before it. */
  other?: string;
}

/** What the cases need to know of an estate. */
export interface Facts {
  counts: Record<string, number>;
  classIds: ReadonlyMap<string, number>;
  computers: string[];
  networkDevice: string;
  rooms: string[];
  buildings: string[];
  serials: string[];
  /** A moment between two nights in the middle of the history. */
  past: string;
  /** Where the first page by code ended. */
  next: string;
}

/** What the list of computers by code is asked with. */
export const byCode = { sort: 'Code', limit: '100' };

export async function readFacts(client: pg.Client, next: string): Promise<Facts> {
  const counts = await client.query<Record<string, string>>(
    `SELECT (SELECT count(*) FROM card) AS cards, (SELECT count(*) FROM card_history) AS versions,
       (SELECT count(*) FROM relation) AS relations`,
  );
  const classes = await client.query<{ id: number; name: string }>('SELECT id, name FROM class');
  const idsOf = async (className: string) => {
    const { rows } = await client.query<{ id: string }>(
      `SELECT card.id FROM card JOIN class ON class.id = card.class_id WHERE class.name = $1
       ORDER BY md5(card.code) LIMIT 200`,
      [className],
    );
    return rows.map((row) => row.id);
  };
  const serials = await client.query<{ serial: string }>(
    `SELECT card.attributes ->> 'SerialNumber' AS serial FROM card JOIN class ON class.id = card.class_id
     WHERE class.name = 'Monitor' ORDER BY md5(card.code) LIMIT 200`,
  );
  return {
    counts: Object.fromEntries(
      Object.entries(counts.rows[0] ?? {}).map(([name, value]) => [name, Number(value)]),
    ),
    classIds: new Map(classes.rows.map((row) => [row.name, row.id])),
    computers: await idsOf('Computer'),
    networkDevice: (await idsOf('NetworkDevice'))[0] ?? '',
    rooms: await idsOf('Room'),
    buildings: await idsOf('Building'),
    serials: serials.rows.map((row) => row.serial),
    past: '2026-06-10T12:00:00Z',
    next,
  };
}

type Condition = { attribute: string; operator: string; value?: unknown };

/** A list with two filters and a sort: the wanted and its hand-written twin. */
interface FilteredList {
  name: string;
  className: string;
  conditions: (round: number) => [Condition, Condition];
  sort: string;
  baseline: (round: number, facts: Facts) => { text: string; values: unknown[] };
}

const filteredLists: readonly [FilteredList, ...FilteredList[]] = [
  {
    name: 'list of a class of 10 %, two filters, sort',
    className: 'Computer',
    conditions: (round) => [
      { attribute: 'Manufacturer', operator: 'equal', value: `Maker ${round % 20}` },
      { attribute: 'RAM', operator: 'greater', value: 16_384 },
    ],
    sort: '-LastInventoryAt',
    baseline: (round, facts) => ({
      text: `SELECT id, code, description, attributes FROM card_c${facts.classIds.get('Computer')}
        WHERE attributes ->> 'Manufacturer' = $1 AND (attributes ->> 'RAM')::integer > 16384
        ORDER BY attributes ->> 'LastInventoryAt' DESC NULLS LAST, id LIMIT 100`,
      values: [`Maker ${round % 20}`],
    }),
  },
  {
    name: 'list of a class of 35 %, two filters, sort',
    className: 'Memory',
    conditions: (round) => [
      { attribute: 'Manufacturer', operator: 'equal', value: `Maker ${round % 20}` },
      { attribute: 'Capacity', operator: 'greater', value: 4_096 },
    ],
    sort: 'SerialNumber',
    baseline: (round, facts) => ({
      text: `SELECT id, code, description, attributes FROM card_c${facts.classIds.get('Memory')}
        WHERE attributes ->> 'Manufacturer' = $1 AND (attributes ->> 'Capacity')::integer > 4096
        ORDER BY attributes ->> 'SerialNumber', id LIMIT 100`,
      values: [`Maker ${round % 20}`],
    }),
  },
  {
    name: 'list of a superclass of 85 %, two filters, sort',
    className: 'Item',
    conditions: (round) => [
      { attribute: 'Manufacturer', operator: 'equal', value: `Maker ${round % 20}` },
      { attribute: 'Status', operator: 'equal', value: 'in-stock' },
    ],
    sort: '-PurchaseDate',
    baseline: (round, facts) => ({
      text: `SELECT id, code, description, attributes FROM card WHERE class_id = ANY ($2::integer[])
        AND attributes ->> 'Manufacturer' = $1 AND attributes ->> 'Status' = 'in-stock'
        ORDER BY attributes ->> 'PurchaseDate' DESC NULLS LAST, id LIMIT 100`,
      values: [
        `Maker ${round % 20}`,
        ['Computer', 'Monitor', 'Memory', 'Storage', 'Printer', 'NetworkDevice'].map((name) =>
          facts.classIds.get(name),
        ),
      ],
    }),
  },
];

/**
 * What a row filter adds to a list, at most: these are filters of the list's own, as long as no role gives a row filter. A real
 * one is asked after the list's own filter, of the cards that meet it, and costs less along paths.
 */
const rowFilters: readonly (readonly [what: string, condition: (facts: Facts) => Condition])[] = [
  ['an own attribute', () => ({ attribute: 'Status', operator: 'in', value: ['in-use', 'in-stock'] })],
  [
    'a path of three steps',
    ({ buildings }) => ({ attribute: 'Room.Floor.Building', operator: 'in', value: buildings.slice(0, 10) }),
  ],
];

/** The domains that lead from a building down to the parts of its computers. */
const inBuilding = 'BuildingFloors,FloorRooms,RoomItems,ComputerMonitors,ComputerMemory,ComputerStorage';

/** Every kind of request of the benchmark, in the order in which it is measured. */
export function listCases(facts: Facts): Case[] {
  const of = <T>(list: readonly T[], round: number) => list[round % list.length];
  const cases: Case[] = [];
  for (const { name, className, conditions, sort, baseline } of filteredLists) {
    const address = (round: number) =>
      list(className, { filter: JSON.stringify({ and: conditions(round) }), sort, limit: '100' });
    cases.push({ name, address, baseline: (round) => baseline(round, facts) });
    cases.push({
      name: `${name}, as of`,
      address: (round) => `${address(round)}&asOf=${facts.past}`,
      other: name,
    });
  }
  for (const [what, condition] of rowFilters) {
    const [{ name, className, conditions, sort }] = filteredLists;
    cases.push({
      name: `${name}, rows by ${what}`,
      address: (round) =>
        list(className, {
          filter: JSON.stringify({ and: [...conditions(round), condition(facts)] }),
          sort,
          limit: '100',
        }),
      other: name,
    });
  }
  const computer = (round: number) => of(facts.computers, round) ?? '';
  return [
    ...cases,
    { name: 'first page', address: () => list('Computer', byCode) },
    {
      name: 'next page',
      address: () => list('Computer', { ...byCode, cursor: facts.next }),
      other: 'first page',
    },
    {
      name: 'items in a room, by reference',
      address: (round) =>
        list('Item', {
          filter: JSON.stringify({ attribute: 'Room', operator: 'equal', value: of(facts.rooms, round) }),
          limit: '100',
        }),
    },
    { name: 'sort by a reference', address: () => list('Computer', { sort: 'Room', limit: '100' }) },
    {
      name: 'words in a class',
      address: (round) => list('Computer', { query: `maker processor ${round % 50}`, limit: '100' }),
    },
    {
      name: 'card',
      address: (round) => `/cards/${computer(round)}`,
      baseline: (round) => ({ text: 'SELECT * FROM card WHERE id = $1', values: [computer(round)] }),
    },
    {
      name: 'card, as of',
      address: (round) => `/cards/${computer(round)}?asOf=${facts.past}`,
      other: 'card',
    },
    { name: 'relations of a card', address: (round) => `/cards/${computer(round)}/relations` },
    {
      name: 'relations of a card, as of',
      address: (round) => `/cards/${computer(round)}/relations?asOf=${facts.past}`,
      other: 'relations of a card',
    },
    { name: 'history of a card', address: (round) => `/cards/${computer(round)}/history` },
    { name: 'classes with counts', address: () => '/classes' },
    {
      name: 'graph of 6 hops, 5,000 nodes of any domain',
      address: () => `/cards/${facts.networkDevice}/graph?depth=6&limit=5000`,
    },
    {
      name: 'graph of 6 hops, 5,000 nodes of any domain, as of',
      address: () => `/cards/${facts.networkDevice}/graph?depth=6&limit=5000&asOf=${facts.past}`,
      other: 'graph of 6 hops, 5,000 nodes of any domain',
    },
    {
      name: 'graph of 6 hops, all in a building',
      address: (round) =>
        `/cards/${of(facts.buildings, round)}/graph?depth=6&limit=5000&direction=directed&domains=${inBuilding}`,
    },
    { name: 'graph of 3 hops', address: (round) => `/cards/${computer(round)}/graph?depth=3` },
    { name: 'impact', address: () => `/cards/${facts.networkDevice}/impact` },
    { name: 'places with counts', address: () => '/locations/tree' },
    {
      name: 'paths between two cards',
      address: (round) => `/paths?from=${computer(round)}&to=${computer(round + 1)}`,
    },
    {
      name: 'count by groups',
      address: () => '/classes/Item/counts?by=Status,Manufacturer',
    },
    { name: 'search', address: (round) => `/search?q=${encodeURIComponent(`Processor ${round % 60}`)}` },
    { name: 'search by a serial number', address: (round) => `/search?q=${of(facts.serials, round)}` },
    {
      name: 'search with an error in typing',
      address: (round) => `/search?q=${encodeURIComponent(`Procesor ${round % 60}`)}`,
    },
  ];
}

/** The address of a list. */
export function list(className: string, parameters: Record<string, string>): string {
  return `/classes/${className}/cards?${new URLSearchParams(parameters)}`;
}
