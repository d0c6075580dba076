import { type AttributeFilter, type Filter, resolveRelativeDate } from '@popis/model';

type Value = string | number | null;

/** A card as a test remembers it; references stand among the relations of the world. */
export interface PlainCard {
  id: string;
  class: string;
  attributes: Record<string, Value>;
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
export function valuesAlong(world: PlainWorld, card: PlainCard, path: string): Value[] {
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
    const values = valuesAlong(world, card, `${filter.attribute}.Description`);
    const wanted = String(filter.value);
    const word = plain.slice('description_'.length).replace('contains', 'contain');
    return values.some((value) => value !== null && compare(value, word, wanted)) !== negative;
  }
  const values = valuesAlong(world, card, filter.attribute).filter((value) => value !== null);
  if (plain === 'isnull') return values.length === 0;
  if (plain === 'isnotnull') return values.length > 0;
  if (plain === 'equal' && filter.value === '') return (values.length === 0) !== negative;
  const temporal = /(Date|At)$/.test(filter.attribute);
  const resolve = (value: unknown) => (temporal ? resolved(value, filter.attribute, world.now) : value);
  const wanted = Array.isArray(filter.value) ? filter.value.map(resolve) : resolve(filter.value);
  const met = values.some((value) => compare(value, plain, wanted));
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

function compare(value: string | number, operator: string, wanted: unknown): boolean {
  if (operator === 'in') return Array.isArray(wanted) && wanted.includes(value);
  if (operator === 'equal') return value === wanted;
  if (operator.startsWith('net_')) return compareNetworks(String(value), operator, String(wanted));
  const text = String(value).toLowerCase();
  const part = String(wanted).toLowerCase();
  if (operator === 'contain') return text.includes(part);
  if (operator === 'begin') return text.startsWith(part);
  if (operator === 'end') return text.endsWith(part);
  if (operator === 'like') return patternOf(part).test(text);
  const [low, high] = Array.isArray(wanted) ? wanted : [wanted, wanted];
  if (operator === 'between') return order(value, low) >= 0 && order(value, high) <= 0;
  const placed = order(value, wanted);
  if (operator === 'greater') return placed > 0;
  if (operator === 'greaterOrEqual') return placed >= 0;
  if (operator === 'less') return placed < 0;
  if (operator === 'lessOrEqual') return placed <= 0;
  throw new Error(`no operator ${operator}`);
}

/** Numbers by size, addresses by family and number, text by its characters. */
function order(one: unknown, other: unknown): number {
  const [left, right] = [networkOf(String(one)), networkOf(String(other))];
  if (typeof one === 'string' && left !== undefined && right !== undefined) {
    if (left.length !== right.length) return left.length - right.length;
    return left.bits < right.bits ? -1 : left.bits > right.bits ? 1 : 0;
  }
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

interface Network {
  /** Its address as binary digits. */
  bits: string;
  prefix: number;
  length: number;
}

/** Reads `10.0.0.1/8` and the full or shortened forms of version 6. */
function networkOf(text: string): Network | undefined {
  const [address = '', prefix] = text.split('/');
  if (/^\d+\.\d+\.\d+\.\d+$/.test(address)) {
    const bits = address
      .split('.')
      .map((part) => Number(part).toString(2).padStart(8, '0'))
      .join('');
    return { bits, prefix: Number(prefix ?? 32), length: 32 };
  }
  if (!/^[0-9a-f:]+$/.test(address) || !address.includes(':')) return undefined;
  const [head = '', tail] = address.split('::').map((part) => part.split(':').filter((word) => word !== ''));
  const before = [...head];
  const after = tail === undefined ? [] : [...tail];
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  const bits = [...before, ...zeros, ...after]
    .map((word) => Number.parseInt(word, 16).toString(2).padStart(16, '0'))
    .join('');
  return { bits, prefix: Number(prefix ?? 128), length: 128 };
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
