import { type Fault, InvalidInputError } from '@popis/errors';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';

/** What a change can have written. */
export const changeKinds = ['card', 'relation', 'document', 'note', 'view', 'model', 'removal'] as const;
export type ChangeKind = (typeof changeKinds)[number];

/** Which changes are asked for; all that is given must hold. */
export interface ChangeFilter {
  source?: string | undefined;
  run?: string | undefined;
  actor?: string | undefined;
  /** Wrote a card of it or of a class below, a relation of such a card, or what hangs on one. */
  class?: string | undefined;
  /** Wrote the card, a relation of it, or what hangs on it. */
  card?: string | undefined;
  /** Not before. */
  from?: Date | undefined;
  /** Before. */
  to?: Date | undefined;
  /** Wrote something of this kind; beside a class or a card, something of it. */
  kind?: ChangeKind | undefined;
}

/** What a change wrote is to be about. */
export interface Subject {
  /** Names and numbers of the classes that have cards. */
  classes: { names: readonly string[]; ids: readonly number[] } | undefined;
  card: string | undefined;
  kind: ChangeKind | undefined;
}

/**
 * `source`: the name of the one that is asked for, if there is such.
 *
 * @throws InvalidInputError with every fault
 */
export function checkFilter(
  filter: ChangeFilter,
  catalogue: StoredCatalogue,
  source: string | undefined,
): Subject {
  const faults: Fault[] = [];
  const known = filter.class === undefined ? undefined : catalogue.findClass(filter.class);
  if (filter.class !== undefined && known === undefined) {
    faults.push({ path: 'query.class', message: `there is no class “${filter.class}”` });
  }
  if (filter.source !== source) {
    faults.push({ path: 'query.source', message: `there is no source “${filter.source}”` });
  }
  if (filter.from !== undefined && filter.to !== undefined && filter.from >= filter.to) {
    faults.push({ path: 'query.to', message: 'must be later than from' });
  }
  if (faults.length > 0) throw new InvalidInputError('The request has a fault', faults);
  const classes =
    known === undefined
      ? undefined
      : { names: known.concrete, ids: known.concrete.map((name) => catalogue.classId(name)) };
  return { classes, card: filter.card, kind: filter.kind };
}
