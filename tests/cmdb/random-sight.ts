import type { Filter } from '@popis/model';
import fc from 'fast-check';
import type { Sight } from '../../apps/cmdb-api/src/classes/sight.ts';
import { cardsThatMeet, type PlainWorld } from './naive-filter.ts';
import { randomFilter } from './random-filter.ts';

/** Attributes that may be hidden, by the class that they are hidden from; a reference is hidden with its relations. */
const hideable: Record<string, string[]> = {
  Computer: ['RAM', 'OS', 'IPAddress'],
  Item: ['PurchaseDate', 'Room'],
  Floor: ['Level'],
  Monitor: ['Computer'],
};
const referenceDomains: Record<string, string> = { Room: 'RoomItems', Computer: 'ComputerMonitors' };
const classesOf = (name: string) => (name === 'Item' ? ['Computer', 'Monitor'] : [name]);

/** What somebody may see: some cards of some classes, without some of their attributes. */
export function randomSight(ids: readonly string[], since: readonly string[]): fc.Arbitrary<Sight> {
  const row = (className: string) => fc.option(randomFilter(className, ids, since, 2), { nil: undefined });
  const rows = fc
    .record({ Computer: row('Computer'), Item: row('Item'), Monitor: row('Monitor'), Room: row('Room') })
    .map((given) => {
      const kept: Record<string, Filter> = {};
      for (const [name, filter] of Object.entries(given)) if (filter !== undefined) kept[name] = filter;
      return kept;
    });
  const all = Object.entries(hideable).flatMap(([of, names]) => names.map((name) => [of, name] as const));
  const hidden = fc.subarray(all, { maxLength: 4 }).map((chosen) => {
    const byClass: Record<string, string[]> = {};
    for (const [of, name] of chosen) byClass[of] = [...(byClass[of] ?? []), name];
    return byClass;
  });
  return fc.record({ rows, hidden });
}

/** The world in which nothing that is hidden ever was. */
export function worldSeen(world: PlainWorld, { rows, hidden }: Sight): PlainWorld {
  const unseen = new Set<string>();
  for (const [of, filter] of Object.entries(rows)) {
    const met = new Set(cardsThatMeet(world, of, filter).map(({ id }) => id));
    for (const card of world.cards.values()) {
      if (classesOf(of).includes(card.class) && !met.has(card.id)) unseen.add(card.id);
    }
  }
  const cards = new Map<string, typeof world.cards extends ReadonlyMap<string, infer Card> ? Card : never>();
  for (const card of world.cards.values()) {
    if (unseen.has(card.id)) continue;
    const attributes = { ...card.attributes };
    for (const [of, names] of Object.entries(hidden)) {
      if (classesOf(of).includes(card.class)) for (const name of names) delete attributes[name];
    }
    cards.set(card.id, { ...card, attributes });
  }
  const gone = hiddenDomains({ rows, hidden });
  const relations = world.relations.filter(
    ({ domain, source, target }) => !gone.has(domain) && cards.has(source) && cards.has(target),
  );
  return { ...world, cards, relations };
}

/** Domains that are hidden with the reference that shows them. */
export function hiddenDomains({ hidden }: Sight): Set<string> {
  const names = Object.values(hidden).flat();
  return new Set(names.flatMap((name) => referenceDomains[name] ?? []));
}

/** Whether a question names something that the sight hides, anywhere. */
export function namesHidden({ hidden }: Sight, asked: unknown): boolean {
  const text = JSON.stringify(asked);
  const names = [...Object.values(hidden).flat(), ...hiddenDomains({ rows: {}, hidden })];
  return names.some((name) => new RegExp(`["\\.]${name}["\\.:]`).test(text));
}
