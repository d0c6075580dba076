import type { Filter, FilterOperator } from '@popis/model';
import fc from 'fast-check';

const anything = ['isnull', 'isnotnull', 'equal', 'notequal', 'in', 'notin'] as const;
const ordered = ['greater', 'greaterOrEqual', 'less', 'lessOrEqual', 'between'] as const;
const texts = ['like', 'notlike', 'contain', 'notcontain', 'begin', 'notbegin', 'end', 'notend'] as const;
const networks = [
  'net_contained',
  'net_containedorequal',
  'net_contains',
  'net_containsorequal',
  'net_relation',
] as const;
const parts = ['contain', 'notcontain', 'begin', 'notbegin', 'end', 'notend'] as const;
const codes = ['containsAny', 'notcontainsAny', 'containsAll', 'notcontainsAll'] as const;
const labels = [
  'description_contains',
  'description_notcontains',
  'description_begin',
  'description_notbegin',
  'description_end',
  'description_notend',
] as const;

/** Texts and patterns made of what is in the cards, and of what must be taken literally. */
const text = fc.oneof(
  fc.constantFrom('a%', 'A_b', 'b\\c', 'PC-1', 'debian', 'Debian 13', 'f', 'R1', ''),
  fc.string({ unit: fc.constantFrom('a', 'B', '%', '_', '\\', '1', ' ', '-', 'd'), maxLength: 4 }),
);
const pattern = text.map((given) => (/(^|[^\\])(\\\\)*\\$/.test(given) ? `${given}\\` : given));
const filled = text.filter((given) => given.trim() !== '');

type Kind =
  | 'text'
  | 'number'
  | 'date'
  | 'instant'
  | 'address'
  | 'reference'
  | 'duration'
  | 'codes'
  | 'parent'
  | 'network'
  | 'money';

const paths: Record<string, [string, Kind][]> = {
  Computer: [
    ['Code', 'text'],
    ['OS', 'text'],
    ['Description', 'text'],
    ['RAM', 'number'],
    ['PurchaseDate', 'date'],
    ['LastInventoryAt', 'instant'],
    ['IPAddress', 'address'],
    ['Warranty', 'duration'],
    ['Uses', 'codes'],
    ['Uses.parent()', 'parent'],
    ['ItemDependencies:directed.Code', 'text'],
    ['Subnet', 'network'],
    ['Price', 'money'],
    ['Room', 'reference'],
    ['Room.Code', 'text'],
    ['Room.Floor', 'reference'],
    ['Room.Floor.Level', 'number'],
    ['Room.Floor.Building.City', 'text'],
    ['ComputerMonitors.Code', 'text'],
    ['ComputerMonitors.PurchaseDate', 'date'],
    ['ComputerMonitors.Room.Floor', 'reference'],
    ['ItemDependencies:directed.Description', 'text'],
    ['ItemDependencies:inverted.Room.Floor.Level', 'number'],
  ],
  Monitor: [
    ['Code', 'text'],
    ['Computer', 'reference'],
    ['Computer.RAM', 'number'],
    ['Computer.Warranty', 'duration'],
    ['Computer.Uses', 'codes'],
    ['Computer.Uses.parent()', 'parent'],
    ['Computer.Price', 'money'],
  ],
  Room: [
    ['Code', 'text'],
    ['Floor.Building.City', 'text'],
    ['RoomItems.Description', 'text'],
  ],
  Item: [
    ['Code', 'text'],
    ['Room.Floor', 'reference'],
  ],
};

const instants = fc.constantFrom('now', 'today', '-1d', '-90d', 'startOfYear', '-1y', '+1m', 'yesterday-2w');

function operandOf(kind: Kind, ids: readonly string[]): fc.Arbitrary<string | number | string[]> {
  switch (kind) {
    case 'number':
      return fc.constantFrom(-1, 0, 1, 2, 1024, 2048, 4096);
    case 'date':
      return fc.oneof(fc.constantFrom('2020-02-29', '2024-01-15', '2026-01-01'), instants);
    case 'instant':
      return fc.oneof(fc.constantFrom('2026-01-01T00:00:00.000Z', '2024-05-05T05:05:05.000Z'), instants);
    case 'address':
      return fc.constantFrom('10.0.0.9', '10.0.0.10', '192.168.1.1', '2001:db8::1', '10.9.0.0');
    case 'reference':
      return fc.constantFrom(...ids);
    case 'duration':
      return fc.constantFrom('P3Y', 'P36M', 'P90D', 'P3M', 'PT8H', 'P1D', 'PT24H', 'P1Y', 'P1DT0.50S');
    case 'parent':
      return fc.constantFrom('own', 'office', 'none', '');
    case 'codes':
      return someCodes;
    case 'network':
      return fc.constantFrom('10.0.0.0/8', '10.0.0.0/30', '2001:DB8:0::/32', '192.168.0.0/16', '0.0.0.0/0');
    case 'money':
      return fc.oneof(
        fc.constantFrom('1000 EUR', '999.99 EUR', 'RSD 90000', '-1.50 EUR', '0 EUR', '100 JPY', '1 USD'),
        fc.integer({ min: -2, max: 100_000 }).map((amount) => `${amount} EUR`),
      );
    default:
      return filled;
  }
}

const someCodes = fc.array(fc.constantFrom('backup', 'mail', 'web', 'none'), { minLength: 1, maxLength: 3 });

const network = fc.constantFrom(
  '10.0.0.0/8',
  '10.0.0.9',
  '10.0.0.9/31',
  '0.0.0.0/0',
  '2001:db8::/32',
  '::/0',
);

function operatorsOf(kind: Kind): FilterOperator[] {
  if (kind === 'reference') return [...anything, ...labels];
  if (kind === 'number') return [...anything, ...ordered];
  if (kind === 'duration') return [...anything, ...ordered];
  if (kind === 'parent') return [...anything, ...labels, ...parts];
  if (kind === 'codes') return [...anything, ...codes];
  if (kind === 'address' || kind === 'network') return [...anything, ...ordered, ...texts, ...networks];
  return [...anything, ...ordered, ...texts];
}

function conditionOn([attribute, kind]: [string, Kind], ids: readonly string[]): fc.Arbitrary<Filter> {
  const value = operandOf(kind, ids);
  return fc.constantFrom(...operatorsOf(kind)).chain((operator): fc.Arbitrary<Filter> => {
    if (operator === 'isnull' || operator === 'isnotnull') return fc.constant({ attribute, operator });
    if (operator === 'between' && kind === 'money') {
      const amounts = fc.tuple(fc.integer({ max: 1_000 }), fc.integer({ min: 0 }));
      return amounts.map((pair) => ({ attribute, operator, value: pair.map((amount) => `${amount} EUR`) }));
    }
    if (operator === 'between') {
      return fc.tuple(value, value).map((pair) => ({ attribute, operator, value: pair }));
    }
    if (operator === 'in' || operator === 'notin') {
      const member = kind === 'text' ? fc.oneof(value, fc.constant('')) : value;
      return fc.array(member, { maxLength: 4 }).map((list) => ({ attribute, operator, value: list }));
    }
    const emptyToo = kind === 'text' && (operator === 'equal' || operator === 'notequal');
    const one = operator.startsWith('net_')
      ? network
      : operator.endsWith('like')
        ? pattern
        : operator.startsWith('description_') || texts.some((word) => word === operator)
          ? text
          : emptyToo
            ? fc.oneof(value, fc.constant(''))
            : value;
    return one.map((given) => ({ attribute, operator, value: given }));
  });
}

/** Relations that cards of a class can have, with the class of the other end. */
const relations: Record<string, [string, 'directed' | 'inverted', string][]> = {
  Computer: [
    ['ComputerMonitors', 'directed', 'Monitor'],
    ['RoomItems', 'inverted', 'Room'],
    ['ItemDependencies', 'directed', 'Item'],
    ['ItemDependencies', 'inverted', 'Item'],
  ],
  Monitor: [['ComputerMonitors', 'inverted', 'Computer']],
  Room: [['RoomItems', 'directed', 'Item']],
  Item: [['RoomItems', 'inverted', 'Room']],
};

function relationOf(
  className: string,
  ids: readonly string[],
  since: readonly string[],
  depth: number,
): fc.Arbitrary<Filter> {
  const known = relations[className] ?? [];
  return fc
    .tuple(fc.constantFrom(...known), fc.constantFrom('any', 'none', 'oneOf'), fc.subarray([...ids]))
    .chain(([[domain, direction, far], type, cards]) => {
      const inner = depth > 0 ? randomFilter(far, ids, since, depth - 1) : fc.constant(undefined);
      return fc.option(inner, { nil: undefined }).map((filter): Filter => {
        const relation = { domain, direction, type };
        return {
          relation: {
            ...relation,
            ...(type === 'oneOf' ? { cards } : {}),
            ...(filter === undefined ? {} : { filter }),
          },
        };
      });
    });
}

/** Filters of the seeded model that are good: about cards with these ids, changed at these instants. */
export function randomFilter(
  className: string,
  ids: readonly string[],
  since: readonly string[],
  depth = 3,
): fc.Arbitrary<Filter> {
  const known = paths[className] ?? [];
  const leaf = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...known).chain((path) => conditionOn(path, ids)) },
    { weight: 2, arbitrary: relationOf(className, ids, since, depth - 2) },
    { weight: 1, arbitrary: fc.constantFrom(...since).map((changedSince): Filter => ({ changedSince })) },
  );
  if (depth <= 0) return leaf;
  const inner = randomFilter(className, ids, since, depth - 1);
  const parts = fc.array(inner, { maxLength: 3 });
  return fc.oneof(
    leaf,
    leaf,
    parts.map((and): Filter => ({ and })),
    parts.map((or): Filter => ({ or })),
    inner.map((not): Filter => ({ not })),
  );
}
