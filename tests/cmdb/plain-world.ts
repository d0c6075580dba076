import type { CardWork, CreateCard } from '../../apps/cmdb-api/src/cards/card-work.ts';
import { newId } from '../../apps/cmdb-api/src/platform/ids.ts';
import { type PlainCard, type PlainWorld, useKinds, uses } from './naive-filter.ts';
import type { TestCmdb } from './test-cmdb.ts';

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000 - 5_000_000).toISOString();
const pick = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;

/** What tests have computers have besides, so that there is a value of every type. */
export const addedModel = {
  format: 'popis-model',
  version: 1,
  lookups: [
    { name: 'Use', parent: 'UseKind', values: uses.map(({ code, parent }) => ({ code, parent })) },
    { name: 'UseKind', values: Object.entries(useKinds).map(([code, label]) => ({ code, label })) },
  ],
  classes: [
    {
      name: 'Computer',
      superclass: 'Item',
      attributes: [
        { name: 'Warranty', type: 'interval' },
        { name: 'Uses', type: 'lookupArray', lookup: 'Use' },
        { name: 'Subnet', type: 'ipNetwork' },
        { name: 'Price', type: 'money' },
      ],
    },
  ],
};

/** Two buildings, three floors, four rooms (one on no floor), and machines that have something of everything, or nothing. */
export function firstWork(): CardWork {
  const cards: CreateCard[] = [];
  const add = (className: string, attributes: CreateCard['attributes']) => {
    const id = newId();
    cards.push({ id, class: className, attributes });
    return id;
  };
  const buildings = ['Belgrade', 'Novi Sad'].map((City, index) =>
    add('Building', { Code: `B${index}`, City }),
  );
  const floors = [0, 1, 2].map((Level) =>
    add('Floor', {
      Code: `F${Level}`,
      Description: `floor ${Level}`,
      Level,
      Building: pick(buildings, Level),
    }),
  );
  const rooms = [0, 1, 2, 3].map((index) =>
    add('Room', { Code: `R${index}`, Description: `Room ${index}`, Floor: floors[index] ?? null }),
  );
  const computers = Array.from({ length: 24 }, (_, index) => {
    const attributes = {
      Code: `PC-${index}`,
      Description: pick(['a%', 'A_b', 'b\\c', null, 'Room 1'], index),
      OS: pick(['Debian 13', 'debian', 'Windows', null], index),
      RAM: pick([null, 0, 1024, 2048, 4096], index),
      IPAddress: pick(['10.0.0.9', '10.0.0.10', '2001:db8::1', null, '192.168.1.1'], index),
      PurchaseDate: pick(['2020-02-29', '2024-01-15', null, daysAgo(30).slice(0, 10)], index),
      LastInventoryAt: pick([daysAgo(0.01), daysAgo(2), null, daysAgo(400)], index),
      Warranty: pick(['P36M', 'P3Y', 'P90D', 'P3M', null, 'PT8H', 'P1DT0.5S'], index),
      Uses: pick([['web'], ['web', 'mail'], null, ['backup', 'mail', 'web'], ['mail'], ['spare']], index),
      Subnet: pick(
        ['10.0.0.0/8', '10.0.0.0/30', null, '2001:db8::/32', '192.168.0.0/16', '10.0.0.8/32'],
        index,
      ),
      Price: pick(['1000 EUR', null, '999.99 EUR', '90000 RSD', '-1.5 EUR', '100 JPY', '1000.50 RSD'], index),
      Room: pick([...rooms, null], index),
    };
    return add('Computer', attributes);
  });
  for (let index = 0; index < 12; index += 1) {
    const Computer = index % 4 === 3 ? null : pick(computers, index >> 1);
    const PurchaseDate = pick(['2024-01-15', null], index);
    add('Monitor', { Code: `M-${index}`, Computer, Room: pick([null, ...rooms], index), PurchaseDate });
  }
  const relate = Array.from({ length: 20 }, (_, index) => ({
    domain: 'ItemDependencies',
    source: pick(computers, index * 3),
    target: pick(computers, index * 5 + 1),
  }));
  return { create: cards, relate };
}

/** Some change, move, part, retire. */
export function secondWork({ cards, relations }: PlainWorld): CardWork {
  const computers = [...cards.values()].filter((card) => card.class === 'Computer');
  const rooms = [...cards.values()].filter((card) => card.class === 'Room');
  return {
    update: computers.slice(0, 9).map(({ id }, index) => ({
      id,
      attributes: {
        OS: pick(['Debian 13', null], index),
        Price: pick(['5 RSD', null, '7 EUR'], index),
        Uses: pick([['backup'], null], index),
        RAM: pick([4096, null], index),
        Room: pick([rooms[3]?.id ?? null, null, rooms[0]?.id ?? null], index),
      },
    })),
    retire: computers.slice(20, 22).map(({ id }) => ({ id })),
    relate: relations
      .filter(({ domain }) => domain === 'ItemDependencies')
      .slice(0, 4)
      .map(({ source, target }) => ({ domain: 'ItemDependencies', source: target, target: source }))
      .filter(
        ({ source, target }) =>
          ![source, target].some((id) => computers.slice(20, 22).some((card) => card.id === id)),
      ),
  };
}

/** What stands, read past the application and without regard to time. */
export async function readWorld(cmdb: TestCmdb, at: Date): Promise<PlainWorld> {
  const rows = await cmdb.query<{
    id: string;
    class: string;
    code: string | null;
    description: string | null;
    attributes: PlainCard['attributes'];
    valid_from: Date;
  }>(
    `SELECT card.id, class.name AS class, card.code, card.description, card.attributes, card.valid_from
     FROM card JOIN class ON class.id = card.class_id`,
  );
  const relations = await cmdb.query<{ domain: string; source: string; target: string }>(
    `SELECT domain.name AS domain, relation.source_id AS source, relation.target_id AS target
     FROM relation JOIN domain ON domain.id = relation.domain_id`,
  );
  const cards = new Map<string, PlainCard>();
  for (const row of rows) {
    const attributes = { ...row.attributes, Code: row.code, Description: row.description };
    cards.set(row.id, { id: row.id, class: row.class, attributes, validFrom: row.valid_from.toISOString() });
  }
  return { cards, relations, now: at };
}
