import type { Holders } from './contact.ts';
import type { Identifier } from './fingerprint.ts';
import type { IdentifierStanding, IdentifierUse } from './learn.ts';

interface Entry {
  /** Device → whether it has the identifier now. */
  uses: Map<number, boolean>;
  moves: number;
  standing: IdentifierStanding | undefined;
}

/** Who has which identifier, and how it went from one to another: the ledger of an estate in memory. */
export class UseLedger {
  readonly #entries = new Map<Identifier, Entry>();
  /** What each device has now. */
  readonly #current = new Map<number, Set<Identifier>>();

  standingOf(identifier: Identifier): IdentifierStanding | undefined {
    return this.#entries.get(identifier)?.standing;
  }

  demote(identifier: Identifier): void {
    const entry = this.#entries.get(identifier);
    if (entry !== undefined) {
      entry.standing = 'demoted';
    }
  }

  /** Devices that have one of the identifiers now. */
  listHolders(identifiers: readonly Identifier[]): number[] {
    return identifiers.flatMap((identifier) => this.#holders(identifier));
  }

  /** Groups of live devices that have the identifiers now. */
  holdersOf(
    identifiers: readonly Identifier[],
    isLive: (id: number) => boolean,
    groupOf: (id: number) => number,
  ): Holders {
    const groupsOf = (each: Identifier) => new Set(this.#holders(each).filter(isLive).map(groupOf));
    return new Map(identifiers.map((each) => [each, [...groupsOf(each)]]));
  }

  useOf(
    identifier: Identifier,
    isLive: (id: number) => boolean,
    groupOf: (id: number) => number,
  ): IdentifierUse {
    const holders = this.holdersOf([identifier], isLive, groupOf).get(identifier)?.length ?? 0;
    return { identifier, holders, moves: this.#entries.get(identifier)?.moves ?? 0 };
  }

  /**
   * Records what a device says now. Identifiers of kinds it did not speak of stay its own: `kept` lists all that it has
   * after this contact. Gives those to be looked at: what it said.
   */
  record(deviceId: number, said: readonly Identifier[], kept: readonly Identifier[]): readonly Identifier[] {
    for (const identifier of this.#current.get(deviceId) ?? []) {
      if (!kept.includes(identifier)) {
        this.#entries.get(identifier)?.uses.set(deviceId, false);
      }
    }
    this.#current.set(deviceId, new Set(kept));
    for (const identifier of said) {
      const entry = this.#entries.get(identifier) ?? { uses: new Map(), moves: 0, standing: undefined };
      this.#entries.set(identifier, entry);
      const isGain = entry.uses.get(deviceId) !== true;
      if (isGain && [...entry.uses].some(([id, isCurrent]) => id !== deviceId && !isCurrent)) {
        entry.moves += 1;
      }
      entry.uses.set(deviceId, true);
    }
    return said;
  }

  drop(deviceId: number): void {
    for (const identifier of this.#current.get(deviceId) ?? []) {
      this.#entries.get(identifier)?.uses.delete(deviceId);
    }
    this.#current.delete(deviceId);
  }

  #holders(identifier: Identifier): number[] {
    const uses = this.#entries.get(identifier)?.uses ?? new Map<number, boolean>();
    return [...uses].filter(([, isCurrent]) => isCurrent).map(([id]) => id);
  }
}
