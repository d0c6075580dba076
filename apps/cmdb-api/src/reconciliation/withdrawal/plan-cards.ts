import { type CardWithdrawal, type CurrentCard, type Left, planWithdrawal } from '@popis/reconciliation';
import type { CardWork } from '../../cards/card-work.ts';
import type { StoredCatalogue } from '../../classes/stored-catalogue.ts';
import type { Tx } from '../../platform/database/database.ts';
import { listActiveCards } from '../current-state.read-model.ts';
import { readForDecision } from '../decision-scope.ts';
import { listHangers } from '../hangers.read-model.ts';
import { toDecidedWork } from '../overrides/decided-work.ts';
import { readKnowers } from './withdrawal.read-model.ts';

/** Decides on cards as they stand, with what else bears on whether they stay. */
export async function planCards(
  tx: Tx,
  catalogue: StoredCatalogue,
  source: string,
  ids: readonly string[],
  lock: 'locked' | 'free',
): Promise<CardWithdrawal[]> {
  const { cards, rules } = await readForDecision(tx, catalogue, ids, new Date(), lock, 'with references');
  const { created, others } = await readKnowers(tx, source, ids);
  const hangers = await listHangers(tx, { source }, ids);
  const named = listNamed([...cards.values()], catalogue);
  const active = new Set((await listActiveCards(tx, named, 'free')).map((row) => row.id));
  const plan = (isThere: (id: string) => boolean) =>
    [...cards.values()].map((card) =>
      planWithdrawal(
        {
          card: { ...withoutGone(card, catalogue, isThere), createdBySource: created.has(card.id) },
          knownBy: others.get(card.id) ?? [],
          hangers: hangers.get(card.id) ?? [],
        },
        source,
        rules,
      ),
    );
  const planned = plan((id) => active.has(id));
  // What others would show in place of the source's own may be a card that retires along with these.
  const retiring = new Set(idsOf(planned, 'retire'));
  return named.some((id) => retiring.has(id)) ? plan((id) => active.has(id) && !retiring.has(id)) : planned;
}

/** The cards that references of these cards would show by what others say. */
function listNamed(cards: readonly CurrentCard[], catalogue: StoredCatalogue): string[] {
  const named = cards.flatMap((card) =>
    Object.entries(card.losing).flatMap(([attribute, losing]) =>
      isReference(card, attribute, catalogue) ? losing.map((each) => each.value) : [],
    ),
  );
  return [...new Set(named.filter((value) => typeof value === 'string'))];
}

/** A word that names a card which is not there any more counts for nothing. */
function withoutGone(
  card: CurrentCard,
  catalogue: StoredCatalogue,
  isThere: (id: string) => boolean,
): CurrentCard {
  const losing = Object.fromEntries(
    Object.entries(card.losing).map(([attribute, all]) => {
      if (!isReference(card, attribute, catalogue)) return [attribute, all];
      return [attribute, all.filter(({ value }) => typeof value !== 'string' || isThere(value))];
    }),
  );
  return { ...card, losing };
}

function isReference(card: CurrentCard, attribute: string, catalogue: StoredCatalogue): boolean {
  return catalogue.findAttribute(card.class, attribute)?.type === 'reference';
}

/** The work that decisions on cards come to. */
export function toCardsWork(part: readonly CardWithdrawal[]): CardWork {
  const decided = part.flatMap(({ id, decisions }) => decisions.map((each) => ({ ...each, cardId: id })));
  return { ...toDecidedWork(decided), retire: idsOf(part, 'retire').map((id) => ({ id })) };
}

export function besideOf({ id, decisions }: CardWithdrawal) {
  return decisions.map(({ attribute, decision }) => ({ cardId: id, attribute, losing: decision.beside }));
}

export function idsOf(cards: readonly CardWithdrawal[], action: CardWithdrawal['action']): string[] {
  return cards.filter((card) => card.action === action).map((card) => card.id);
}

/** The cards that stay for what people have done to them alone. */
export function listKept(cards: readonly CardWithdrawal[]): string[] {
  return cards.filter((card) => card.isKeptByPeople).map((card) => card.id);
}

/** What of the cards is left, in the order in which it was come to. */
export function leftOf(cards: readonly { readonly left: readonly Left[] }[]): Left[] {
  return cards.flatMap((card) => card.left);
}
