import type {
  CardWork,
  CreateCard,
  Relate,
  RetireCard,
  Unrelate,
  UpdateCard,
} from '../../apps/cmdb-api/src/cards/card-work.ts';
import { newId } from '../../apps/cmdb-api/src/platform/ids.ts';
import { Estate, type EstateCard, keyOf, type Random, references, type Value } from './estate-model.ts';

const most: Readonly<Record<string, number>> = {
  Room: 25,
  Software: 30,
  Computer: 140,
  Monitor: 90,
  NetworkDevice: 15,
};
/** Values of several parts, of the attributes of `addedModel`, in their stored form. */
const several: Readonly<Record<string, readonly (Value | null)[]>> = {
  Warranty: ['P3Y', 'P90D', 'PT8H', null],
  Uses: [['mail'], ['mail', 'web'], ['backup'], null],
  Subnet: ['10.0.0.0/8', '2001:db8::/32', null],
  Price: ['999.99 EUR', '90000.00 RSD', '-100 JPY', null],
};
const classes = [
  'Room',
  'Software',
  'Computer',
  'Computer',
  'Computer',
  'Monitor',
  'Monitor',
  'NetworkDevice',
];

/** A work with what must come of it. */
export interface ExpectedWork {
  work: CardWork;
  operations: number;
  /** False: nothing is to be written, and no change to be made. */
  differs: boolean;
  after: Estate;
}

/** Ids of the relations that `relate` made, as the CMDB answered them, by the key of the pair. */
export type RelationIds = ReadonlyMap<string, string>;

/** A work of random operations, each on cards that no other of them is about. */
export function randomWork(before: Estate, random: Random, ids: RelationIds, wanted: number): ExpectedWork {
  const draft = new Draft(before, random, ids);
  for (let tries = 0; draft.operations < wanted && tries < wanted * 3; tries += 1) draft.add();
  return draft.toExpected();
}

class Draft {
  operations = 0;
  private readonly work = {
    create: [] as CreateCard[],
    update: [] as UpdateCard[],
    retire: [] as RetireCard[],
    relate: [] as Relate[],
    unrelate: [] as Unrelate[],
  };
  private readonly after: Estate;
  /** Cards that an operation is about. */
  private readonly used = new Set<string>();
  /** Cards that some are related to: these may not retire. */
  private readonly shared = new Set<string>();
  private differs = false;

  constructor(
    private readonly before: Estate,
    private readonly random: Random,
    private readonly ids: RelationIds,
  ) {
    this.after = before.copy();
  }

  add(): void {
    const kind = this.random.below(100);
    if (kind < 25) this.create();
    else if (kind < 62) this.update();
    else if (kind < 70) this.retire();
    else if (kind < 90) this.relate();
    else this.unrelate();
  }

  toExpected(): ExpectedWork {
    return { work: this.work, operations: this.operations, differs: this.differs, after: this.after };
  }

  private create(): void {
    const name = this.random.pick(classes) ?? '';
    if (this.after.ofClass(name).length >= (most[name] ?? 0)) {
      this.retire();
      return;
    }
    const card: EstateCard = { id: newId(), class: name, values: {} };
    const attributes: Record<string, Value | null> = { Code: newCode(card), ...this.values(card) };
    if ('Room' in (references[name] ?? {})) attributes.Status = 'in-use';
    this.work.create.push({ id: card.id, class: name, attributes });
    this.finish(card, attributes);
  }

  private update(): void {
    const card = this.take([...this.before.cards.values()]);
    if (card === undefined) return;
    const attributes = this.values(card);
    this.work.update.push({ id: card.id, attributes });
    this.finish(card, attributes);
  }

  private retire(): void {
    const card = this.take([...this.before.cards.values()].filter(({ id }) => !this.shared.has(id)));
    if (card === undefined) return;
    this.work.retire.push({ id: card.id });
    this.after.retire(card.id);
    this.differs = true;
    this.operations += 1;
  }

  private relate(): void {
    const isPort = this.random.chance(0.4);
    const source = this.far(isPort ? 'NetworkDevice' : 'Computer');
    const target = isPort ? this.far('Computer', 'Monitor') : this.far('Software');
    if (source === undefined || target === undefined) return;
    const attributes: Record<string, Value> = isPort ? { Port: `${this.random.below(3)}` } : {};
    const domain = isPort ? 'NetworkDeviceItems' : 'ComputerSoftware';
    const key = keyOf({ domain, source, target, attributes });
    if (this.used.has(key)) return;
    this.used.add(key);
    this.work.relate.push({ domain, source, target, attributes });
    this.differs = this.after.relate({ domain, source, target, attributes }) || this.differs;
    this.operations += 1;
  }

  private unrelate(): void {
    const found = this.random.pick(
      [...this.before.relations.values()].filter((held) => this.ids.has(keyOf(held))),
    );
    if (found === undefined || this.used.has(keyOf(found))) return;
    if (this.used.has(found.source) || this.used.has(found.target)) return;
    this.used.add(keyOf(found));
    this.shared.add(found.source).add(found.target);
    this.work.unrelate.push({ id: this.ids.get(keyOf(found)) ?? '' });
    this.after.relations.delete(keyOf(found));
    this.differs = true;
    this.operations += 1;
  }

  private finish(card: EstateCard, attributes: Readonly<Record<string, Value | null>>): void {
    this.used.add(card.id);
    this.differs = this.after.set(this.after.cards.get(card.id) ?? card, attributes) || this.differs;
    this.operations += 1;
  }

  /** Few different values, so that many a write is of what stands already. */
  private values(card: EstateCard): Record<string, Value | null> {
    const { random } = this;
    const values: Record<string, Value | null> = {};
    if (random.chance(0.4)) values.Description = random.chance(0.2) ? null : `made of ${random.below(4)}`;
    if (card.class === 'Computer' && random.chance(0.7))
      values.RAM = random.chance(0.1) ? null : 1024 * random.below(6);
    if (card.class === 'Computer' && random.chance(0.3))
      values.OS = random.pick(['Debian', 'Windows', 'macOS']) ?? null;
    for (const [name, list] of Object.entries(card.class === 'Computer' ? several : {})) {
      if (random.chance(0.2)) values[name] = random.pick(list) ?? null;
    }
    if (random.chance(0.04)) values.Code = newCode(card);
    for (const [name, domain] of Object.entries(references[card.class] ?? {})) {
      if (!random.chance(0.4)) continue;
      const far = random.chance(0.15) ? undefined : this.far(domain === 'RoomItems' ? 'Room' : 'Computer');
      values[name] = far ?? null;
    }
    return values;
  }

  private take(cards: readonly EstateCard[]): EstateCard | undefined {
    const card = this.random.pick(cards);
    if (card === undefined || this.used.has(card.id)) return undefined;
    this.used.add(card.id);
    return card;
  }

  /** A card to relate to: one that stands and goes on standing. */
  private far(...names: string[]): string | undefined {
    const card = this.random.pick(this.before.ofClass(...names));
    if (card === undefined || this.work.retire.some(({ id }) => id === card.id)) return undefined;
    this.shared.add(card.id);
    return card.id;
  }
}

let codes = 0;

/** Never the same twice, and with no order in it. */
function newCode({ class: name }: EstateCard): string {
  codes += 1;
  return `${name.toUpperCase()}-${String((codes * 7919) % 100_000).padStart(5, '0')}`;
}
