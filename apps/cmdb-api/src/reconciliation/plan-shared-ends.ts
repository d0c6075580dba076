import {
  isReferred,
  type PlanContext,
  type PlannedChange,
  planUnsaidSharedCard,
  planUnusedSharedCard,
  type RunMapping,
} from '@popis/reconciliation';
import type { Tx } from '../platform/database/database.ts';
import { listActiveCards, listUnsaid, listUnused } from './current-state.read-model.ts';
import { readCards, type StateScope } from './current-state.ts';

/** Shared cards of which a plan says that a source reports them somewhere, and those that it does not any more. */
export class SharedEnds {
  readonly #named = new Set<string>();
  readonly #cards = new Set<string>();
  /** Relations that end. */
  readonly #ending = new Set<string>();
  /** Relations that the source does not say any more, those included. */
  readonly #givenUp = new Set<string>();

  note({ action, class: className, cardId, relation, shared }: PlannedChange, mapping: RunMapping): void {
    if (cardId === null || relation === null || !shared || isReferred(mapping, className, relation.domain))
      return;
    if (relation.relationId === null) {
      this.#named.add(cardId);
      return;
    }
    this.#cards.add(cardId);
    this.#givenUp.add(relation.relationId);
    if (action === 'unrelate') this.#ending.add(relation.relationId);
  }

  /**
   * Plans the end of shared cards that lose their last relation, and takes back what the source says of those that it reports nowhere
   * any more, and others do.
   */
  async plan(tx: Tx, scope: StateScope, context: PlanContext): Promise<PlannedChange[]> {
    const ids = [...this.#cards].filter((id) => !this.#named.has(id));
    if (ids.length === 0) return [];
    const unused = await listUnused(tx, scope.source, ids, [...this.#ending]);
    const ending = await readCards(tx, scope, unused);
    const used = ids.filter((id) => !ending.has(id));
    const unsaid = await listUnsaid(tx, scope.source, used, partDomains(scope.mapping), [...this.#givenUp]);
    const rows = await listActiveCards(
      tx,
      unsaid.map((each) => each.cardId),
      'free',
    );
    const left = await readCards(tx, scope, rows);
    return [
      ...[...ending.values()].map(planUnusedSharedCard),
      ...[...left.values()].flatMap((card) => planUnsaidSharedCard(card, context)),
    ];
  }
}

/** The domains on which a mapping makes parts. */
export function partDomains({ classes }: RunMapping): string[] {
  return classes.flatMap(({ master, refers, domain }) =>
    master || refers !== undefined || domain === undefined ? [] : [domain],
  );
}
