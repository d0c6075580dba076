import { findKeptDays, type ModelDifference, type Retention } from '@popis/model';
import { longestKept } from '../classes/retention.ts';
import type { PurgeScope } from './purge-attestation.ts';

interface KnownClass {
  superclass: string | null;
  retention: Retention | null;
}

const dayMs = 86_400_000;

/** What the model said of the time that past versions are kept for, as its changes tell it one after the other. */
export class RetentionRules {
  private readonly classes = new Map<string, KnownClass>();

  /** Takes what a change did to the model. */
  add(differences: readonly ModelDifference[]): void {
    for (const { kind, name, new: item } of differences) {
      if (kind !== 'class') continue;
      if (item === null) this.classes.delete(name);
      else {
        const superclass = typeof item.superclass === 'string' ? item.superclass : null;
        const { retention } = item;
        const isKnown = typeof retention === 'number' || retention === 'forever';
        this.classes.set(name, { superclass, retention: isKnown ? retention : null });
      }
    }
  }

  /** Whether what ended by `scope.before` was not to be kept any more at an instant. */
  allows({ class: className, other, keptDays, before }: PurgeScope, at: Date): boolean {
    const kept = this.keptDays(className);
    const allowed = other === null ? kept : longestKept(kept, this.keptDays(other));
    return allowed === keptDays && before.getTime() <= at.getTime() - keptDays * dayMs;
  }

  private keptDays(className: string): number | undefined {
    const upwards: KnownClass[] = [];
    for (let name: string | null = className; name !== null && upwards.length <= this.classes.size; ) {
      const known = this.classes.get(name);
      if (known === undefined) break;
      upwards.push(known);
      name = known.superclass;
    }
    return findKeptDays(upwards);
  }
}
