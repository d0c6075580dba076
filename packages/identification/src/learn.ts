import type { Identifier } from './fingerprint.ts';
import type { Rules } from './rules.ts';

/** How an identifier has been used. */
export interface IdentifierUse {
  readonly identifier: Identifier;
  /** Live devices that have it now and are known to be different ones. */
  readonly holders: number;
  /** How often it went from one device to another. */
  readonly moves: number;
}

/** `demoted`: learned to be worth nothing. `restored`: a person said that it counts, and it is never demoted again. */
export type IdentifierStanding = 'demoted' | 'restored';

/** Why an identifier is to be demoted, for people; undefined when it keeps its worth. */
export function reasonToDemote(
  use: IdentifierUse,
  standing: IdentifierStanding | undefined,
  rules: Rules,
): string | undefined {
  // Many machines may have one name; a name alone never makes them the same.
  if (standing !== undefined || use.identifier.startsWith('name:')) {
    return undefined;
  }
  if (use.holders >= rules.demoteHolders) {
    return `${use.holders} live devices have it at the same time`;
  }
  return use.moves >= rules.demoteMoves ? `it went from one device to another ${use.moves} times` : undefined;
}

/** Whether an identifier counts for nothing under the rules. */
export function isWorthless(
  identifier: Identifier,
  standing: IdentifierStanding | undefined,
  rules: Rules,
): boolean {
  if (rules.trusted.includes(identifier)) {
    return false;
  }
  return standing === 'demoted' || rules.junk.includes(identifier);
}
