import type { Decision } from '@popis/reconciliation';
import type { CardWork } from '../../cards/card-work.ts';
import { toProvenance } from '../plan-work.ts';

/** What was decided on one attribute of a card. */
export interface DecidedAttribute {
  readonly cardId: string;
  readonly attribute: string;
  readonly decision: Decision;
}

/** The work that decisions come to: values with whoever gives them. */
export function toDecidedWork(decided: readonly DecidedAttribute[], ifMatch?: string): CardWork {
  const written = decided.filter(({ decision }) => decision.isWritten);
  const update = [...Map.groupBy(written, (each) => each.cardId)].map(([id, ofCard]) => ({
    id,
    attributes: Object.fromEntries(ofCard.map(({ attribute, decision }) => [attribute, decision.value])),
    given: Object.fromEntries(
      ofCard.map(({ attribute, decision: { winner } }) => [
        attribute,
        winner === null || winner.source === '' ? null : toProvenance(winner),
      ]),
    ),
    stamped: ofCard.map((each) => each.attribute),
    ifMatch,
  }));
  return { update, keepsCandidates: true, ignoreModes: true };
}
