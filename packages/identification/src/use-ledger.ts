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
    return identifiers.flatMap((identifier) => this.#current(identifier));
  }

  holdersOf(identifiers: readonly Identifier[], isLive: (id: number) => boolean): Holders {
    return new Map(identifiers.map((each) => [each, this.#current(each).filter(isLive)]));
  }

  useOf(identifier: Identifier, counts: (id: number) => boolean): IdentifierUse {
    const holders = this.#current(identifier).filter(counts).length;
    return { identifier, holders, moves: this.#entries.get(identifier)?.moves ?? 0 };
  }

  /**
   * Records what a device says now. Identifiers of kinds it did not speak of stay its own: `kept` lists all that it has
   * after this contact. Gives those to be looked at: what it said.
   */
  record(deviceId: number, said: readonly Identifier[], kept: readonly Identifier[]): readonly Identifier[] {
    for (const [identifier, entry] of this.#entries) {
      if (entry.uses.get(deviceId) === true && !kept.includes(identifier)) {
        entry.uses.set(deviceId, false);
      }
    }
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
    for (const entry of this.#entries.values()) {
      entry.uses.delete(deviceId);
    }
  }

  #current(identifier: Identifier): number[] {
    const uses = this.#entries.get(identifier)?.uses ?? new Map<number, boolean>();
    return [...uses].filter(([, isCurrent]) => isCurrent).map(([id]) => id);
  }
}
