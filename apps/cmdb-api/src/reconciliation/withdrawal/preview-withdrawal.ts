import type { CardWithdrawal, Left, RelationWithdrawal } from '@popis/reconciliation';
import type { StoredCatalogue } from '../../classes/stored-catalogue.ts';
import type { Tx } from '../../platform/database/database.ts';
import { idsOf, leftOf, listKept, planCards } from './plan-cards.ts';
import { listShowing, planRelations } from './plan-relations.ts';
import { listToldCards, noWithdrawalCounts, type WithdrawalCounts } from './withdrawal.repository.ts';
import { addCounts } from './withdrawal-counts.ts';
import {
  addExamples,
  addRelationExamples,
  type RelationExample,
  type WithdrawalExample,
} from './withdrawal-examples.ts';
import { listPlaces, type OwnRelationRow, pageOwnRelations } from './withdrawal-relations.read-model.ts';

/** What a withdrawal would come to. */
export interface WithdrawalPreview {
  counts: WithdrawalCounts;
  left: Left[];
  examples: WithdrawalExample[];
  relations: RelationExample[];
}

/** What of the cards bears on the relations that are looked at after them, as nothing is written in between. */
interface Decided {
  readonly retired: Set<string>;
  /** Relations that are decided with the cards. */
  readonly relations: Set<string>;
  /** References that fall to another, as card and attribute. */
  readonly references: Set<string>;
}

/** Plans a withdrawal as it stands now, some hundred cards and relations at once. */
export async function previewWithdrawal(
  tx: Tx,
  catalogue: StoredCatalogue,
  source: string,
  atOnce: number,
  mostShown: number,
): Promise<WithdrawalPreview> {
  const preview: WithdrawalPreview = { counts: noWithdrawalCounts, left: [], examples: [], relations: [] };
  const decided: Decided = { retired: new Set(), relations: new Set(), references: new Set() };
  const add = (cards: readonly CardWithdrawal[], relations: readonly RelationWithdrawal[]) => {
    preview.counts = addCounts(preview.counts, { cards, relations });
    preview.examples = addExamples(preview.examples, cards);
    preview.relations = addRelationExamples(preview.relations, relations);
    preview.left.push(...[...leftOf(cards), ...leftOf(relations)].slice(0, mostShown - preview.left.length));
  };
  for (let after: string | null = null; ; ) {
    const ids: string[] = await listToldCards(tx, source, after, atOnce);
    after = ids.at(-1) ?? null;
    if (after === null) break;
    const cards = await planCards(tx, catalogue, source, ids, 'free');
    const places = planRelations(await listPlaces(tx, source, listKept(cards)), catalogue, 'places');
    const staying = places.filter((place) => place.action === 'leave');
    noteDecided(decided, cards, staying);
    add(cards, staying);
  }
  for (let after: string | null = null; ; ) {
    const rows: OwnRelationRow[] = await pageOwnRelations(tx, source, after, atOnce);
    after = rows.at(-1)?.id ?? null;
    if (after === null) return preview;
    const open = rows.filter((row) => !isDecided(row, decided, catalogue));
    add([], planRelations(open, catalogue, 'others'));
  }
}

function noteDecided(
  { retired, relations, references }: Decided,
  cards: readonly CardWithdrawal[],
  staying: readonly RelationWithdrawal[],
): void {
  for (const id of idsOf(cards, 'retire')) retired.add(id);
  for (const { relation } of staying) relations.add(relation.id);
  for (const { id, decisions } of cards) {
    for (const { attribute, decision } of decisions) {
      if (decision.isWritten) references.add(`${id} ${attribute}`);
    }
  }
}

function isDecided(
  row: OwnRelationRow,
  { retired, relations, references }: Decided,
  catalogue: StoredCatalogue,
): boolean {
  if (relations.has(row.id) || retired.has(row.sourceId) || retired.has(row.targetId)) return true;
  return listShowing(row, catalogue).some(({ cardId, attribute }) =>
    references.has(`${cardId} ${attribute}`),
  );
}
