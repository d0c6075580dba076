import { type AttributeFilter, type Filter, resolveRelativeDate } from '@popis/model';
import { networkOf, rulesOf, type ValueRules } from './naive-values.ts';

/** A value as it is stored. */
export type PlainValue = string | number | string[] | null;

/** A card as a test remembers it; references stand among the relations of the world. */
export interface PlainCard {
  id: string;
  class: string;
  attributes: Record<string, PlainValue>;
  validFrom: string;
}

export interface PlainRelation {
  domain: string;
  source: string;
  target: string;
}

/** All cards and relations at an instant. */
export interface PlainWorld {
  cards: ReadonlyMap<string, PlainCard>;
  relations: readonly PlainRelation[];
  /** What relative dates count from. */
  now: Date;
}

type End = 'directed' | 'inverted';

/** Steps by the names that tests use, as the seeded model has them. */
const steps: Record<string, { domain: string; direction: End }> = {
  Room: { domain: 'RoomItems', direction: 'inverted' },
  Floor: { domain: 'FloorRooms', direction: 'inverted' },
  Building: { domain: 'BuildingFloors', direction: 'inverted' },
  Computer: { domain: 'ComputerMonitors', direction: 'inverted' },
  ComputerMonitors: { domain: 'ComputerMonitors', direction: 'directed' },
  RoomItems: { domain: 'RoomItems', direction: 'directed' },
  'ItemDependencies:directed': { domain: 'ItemDependencies', direction: 'directed' },
  'ItemDependencies:inverted': { domain: 'ItemDependencies', direction: 'inverted' },
};

/** Codes of a lookup, and what stands above them. */
export const uses = [
  { code: 'backup', parent: 'own' },
  { code: 'mail', parent: 'office' },
  { code: 'web', parent: 'office' },
  { code: 'spare', parent: null },
];
export const useKinds: Record<string, string> = { own: 'For ourselves', office: 'For the office' };

function follow(world: PlainWorld, card: PlainCard, domain: string, direction: End): PlainCard[] {
  const found: PlainCard[] = [];
  for (const relation of world.relations) {
    if (relation.domain !== domain) continue;
    const [near, far] =
      direction === 'directed' ? [relation.source, relation.target] : [relation.target, relation.source];
    const other = near === card.id ? world.cards.get(far) : undefined;
    if (other !== undefined) found.push(other);
  }
  return found;
}

/** Every value at the end of a path; a reference gives ids. */
export function valuesAlong(world: PlainWorld, card: PlainCard, path: string): PlainValue[] {
  if (path.endsWith('.parent()')) {
    const codes = valuesAlong(world, card, path.replace('.parent()', '')).flat();
    return codes.map((code) => uses.find((use) => use.code === code)?.parent ?? null);
  }
  const names = path.split('.');
  const last = names.pop() ?? '';
  let cards = [card];
  for (const name of names) {
    const step = steps[name];
    if (step === undefined) throw new Error(`no step ${name}`);
    cards = cards.flatMap((at) => follow(world, at, step.domain, step.direction));
  }
  const shown = steps[last];
  if (shown === undefined) return cards.map((at) => at.attributes[last] ?? null);
  return cards.flatMap((at) => follow(world, at, shown.domain, shown.direction).map(({ id }) => id));
}

/** Whether a card meets a filter, by walking through everything: slow, and obviously so. */
function meets(world: PlainWorld, card: PlainCard, filter: Filter): boolean {
  if ('and' in filter) return filter.and.every((part) => meets(world, card, part));
  if ('or' in filter) return filter.or.some((part) => meets(world, card, part));
  if ('not' in filter) return !meets(world, card, filter.not);
  if ('changedSince' in filter) return card.validFrom >= instantOf(filter.changedSince, world.now);
  if ('relation' in filter) {
    const { domain, direction = 'directed', type, cards, filter: inner } = filter.relation;
    const there = follow(world, card, domain, direction)
      .filter((other) => cards === undefined || cards.includes(other.id))
      .filter((other) => inner === undefined || meets(world, other, inner));
    return type === 'none' ? there.length === 0 : there.length > 0;
  }
  return meetsCondition(world, card, filter);
}

/** The cards of a class, or of its descendants that tests use, that meet a filter. */
export function cardsThatMeet(world: PlainWorld, className: string, filter: Filter): PlainCard[] {
  const classes = className === 'Item' ? ['Computer', 'Monitor'] : [className];
  return [...world.cards.values()].filter(
    (card) => classes.includes(card.class) && meets(world, card, filter),
  );
}

function meetsCondition(world: PlainWorld, card: PlainCard, filter: AttributeFilter): boolean {
  const { operator } = filter;
  const negative = /^(description_)?not/.test(operator);
  const plain = operator.replace(/^(description_)?not/, '$1');
  if (plain.startsWith('description_')) {
    const values = filter.attribute.endsWith('.parent()')
      ? valuesAlong(world, card, filter.attribute).map((code) => useKinds[String(code)] ?? null)
      : valuesAlong(world, card, `${filter.attribute}.Description`);
    const wanted = String(filter.value);
    const word = plain.slice('description_'.length).replace('contains', 'contain');
    return values.some((value) => value !== null && compare(value, word, wanted, undefined)) !== negative;
  }
  const values = valuesAlong(world, card, filter.attribute).filter((value) => value !== null);
  if (plain === 'isnull') return values.length === 0;
  if (plain === 'isnotnull') return values.length > 0;
  if (plain === 'equal' && filter.value === '') return (values.length === 0) !== negative;
  const temporal = /(Date|At)$/.test(filter.attribute);
  const resolve = (value: unknown) => (temporal ? resolved(value, filter.attribute, world.now) : value);
  const wanted = Array.isArray(filter.value) ? filter.value.map(resolve) : resolve(filter.value);
  const rules = rulesOf(filter.attribute);
  const met = values.some((value) => compare(value, plain, wanted, rules));
  const emptyIsIn = plain === 'in' && Array.isArray(wanted) && wanted.includes('') && values.length === 0;
  return (met || emptyIsIn) !== negative;
}

function instantOf(text: string, now: Date): string {
  return (resolveRelativeDate(text, now) ?? new Date(text)).toISOString();
}

function resolved(value: unknown, attribute: string, now: Date): unknown {
  const date = typeof value === 'string' ? resolveRelativeDate(value, now) : undefined;
  if (date === undefined) return value;
  return attribute.endsWith('Date') ? date.toISOString().slice(0, 10) : date.toISOString();
}

function compare(
  value: string | number | string[],
  operator: string,
  wanted: unknown,
  rules: ValueRules | undefined,
): boolean {
  if (operator === 'in') return Array.isArray(wanted) && wanted.some((each) => same(value, each, rules));
  if (operator === 'equal') return same(value, wanted, rules);
  if (Array.isArray(value)) return compareCodes(value, operator, Array.isArray(wanted) ? wanted : []);
  if (operator.startsWith('net_')) return compareNetworks(String(value), operator, String(wanted));
  const text = String(value).toLowerCase();
  const part = String(wanted).toLowerCase();
  if (operator === 'contain') return text.includes(part);
  if (operator === 'begin') return text.startsWith(part);
  if (operator === 'end') return text.endsWith(part);
  if (operator === 'like') return patternOf(part).test(text);
  const order = (other: unknown) => rules?.order(String(value), String(other)) ?? compareValues(value, other);
  const [low, high] = Array.isArray(wanted) ? wanted : [wanted, wanted];
  if (operator === 'between') return order(low) >= 0 && order(high) <= 0;
  const placed = order(wanted);
  if (operator === 'greater') return placed > 0;
  if (operator === 'greaterOrEqual') return placed >= 0;
  if (operator === 'less') return placed < 0;
  if (operator === 'lessOrEqual') return placed <= 0;
  throw new Error(`no operator ${operator}`);
}

function same(value: string | number | string[], wanted: unknown, rules: ValueRules | undefined): boolean {
  if (Array.isArray(value)) {
    return Array.isArray(wanted) && [...new Set(wanted)].sort().join() === value.join();
  }
  return rules?.equal(String(value), String(wanted)) ?? value === wanted;
}

function compareCodes(codes: readonly string[], operator: string, wanted: readonly string[]): boolean {
  if (operator === 'containsAny') return wanted.some((code) => codes.includes(code));
  if (operator === 'containsAll') return wanted.every((code) => codes.includes(code));
  throw new Error(`no operator ${operator}`);
}

/** Numbers by size, text by its characters; what has rules of its own by these. */
function compareValues(one: unknown, other: unknown): number {
  if (typeof one === 'number') return one - Number(other);
  return String(one) < String(other) ? -1 : String(one) > String(other) ? 1 : 0;
}

function patternOf(pattern: string): RegExp {
  const marks = pattern.match(/\\?[\s\S]/g) ?? [];
  const parts = marks.map((mark) => {
    if (mark === '%') return '[\\s\\S]*';
    if (mark === '_') return '[\\s\\S]';
    return mark.replace(/^\\/, '').replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${parts.join('')}$`);
}

/** The operators of PostgreSQL's `inet`: https://www.postgresql.org/docs/18/functions-net.html */
function compareNetworks(value: string, operator: string, wanted: string): boolean {
  const [left, right] = [networkOf(value), networkOf(wanted)];
  if (left === undefined || right === undefined || left.length !== right.length) return false;
  const shared = Math.min(left.prefix, right.prefix);
  if (left.bits.slice(0, shared) !== right.bits.slice(0, shared)) return false;
  if (operator === 'net_contained') return left.prefix > right.prefix;
  if (operator === 'net_containedorequal') return left.prefix >= right.prefix;
  if (operator === 'net_contains') return left.prefix < right.prefix;
  if (operator === 'net_containsorequal') return left.prefix <= right.prefix;
  return true;
}
