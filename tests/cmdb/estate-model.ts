/** An estate in memory, which knows nothing of how the CMDB stores one: tests hold the CMDB to it. */

export type Value = string | number | string[];

export interface EstateCard {
  id: string;
  class: string;
  values: Readonly<Record<string, Value>>;
}

export interface EstateRelation {
  domain: string;
  source: string;
  target: string;
  attributes: Readonly<Record<string, Value>>;
}

/** Reference attributes by class: the domain that each shows; the card is always its target. */
export const references: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Room: {},
  Software: {},
  Computer: { Room: 'RoomItems' },
  Monitor: { Room: 'RoomItems', Computer: 'ComputerMonitors' },
  NetworkDevice: { Room: 'RoomItems' },
};

/** Cards and relations are replaced, never changed, so that a copy of the maps is a snapshot. */
export class Estate {
  readonly cards: Map<string, EstateCard>;
  readonly relations: Map<string, EstateRelation>;

  constructor(cards: Iterable<EstateCard> = [], relations: Iterable<EstateRelation> = []) {
    this.cards = new Map([...cards].map((card) => [card.id, card]));
    this.relations = new Map([...relations].map((relation) => [keyOf(relation), relation]));
  }

  copy(): Estate {
    return new Estate(this.cards.values(), this.relations.values());
  }

  ofClass(...classes: string[]): EstateCard[] {
    return [...this.cards.values()].filter((card) => classes.includes(card.class));
  }

  /** Sets values and references; tells whether anything came to differ. */
  set(card: EstateCard, wanted: Readonly<Record<string, Value | null>>): boolean {
    let differs = !this.cards.has(card.id);
    const values: Record<string, Value> = { ...card.values };
    for (const [name, value] of Object.entries(wanted)) {
      const domain = references[card.class]?.[name];
      if (domain !== undefined) {
        differs = this.point(domain, card.id, value === null ? null : String(value)) || differs;
      } else if (JSON.stringify(values[name] ?? null) !== JSON.stringify(value)) {
        differs = true;
        if (value === null) delete values[name];
        else values[name] = value;
      }
    }
    this.cards.set(card.id, { ...card, values });
    return differs;
  }

  relate(relation: EstateRelation): boolean {
    const key = keyOf(relation);
    const differs = JSON.stringify(this.relations.get(key)) !== JSON.stringify(relation);
    this.relations.set(key, relation);
    return differs;
  }

  retire(id: string): void {
    this.cards.delete(id);
    for (const [key, { source, target }] of this.relations) {
      if (source === id || target === id) this.relations.delete(key);
    }
  }

  /** The card that a reference of this one shows. */
  shown(card: EstateCard, name: string): EstateCard | undefined {
    const domain = references[card.class]?.[name];
    const relation = domain === undefined ? undefined : this.pointing(domain, card.id);
    return relation === undefined ? undefined : this.cards.get(relation.source);
  }

  pointing(domain: string, target: string): EstateRelation | undefined {
    return [...this.relations.values()].find((held) => held.domain === domain && held.target === target);
  }

  private point(domain: string, target: string, source: string | null): boolean {
    const standing = this.pointing(domain, target);
    if ((standing?.source ?? null) === source) return false;
    if (standing !== undefined) this.relations.delete(keyOf(standing));
    if (source !== null) this.relate({ domain, source, target, attributes: {} });
    return true;
  }
}

export function keyOf({ domain, source, target }: EstateRelation): string {
  return `${domain} ${source} ${target}`;
}

/** Numbers that look random and come again with their seed (mulberry32). */
export function randomOf(seed: number) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    below,
    chance: (share: number) => next() < share,
    pick: <T>(list: readonly T[]): T | undefined => list[below(list.length)],
  };
}

export type Random = ReturnType<typeof randomOf>;
