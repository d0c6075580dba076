import {
  type FoundReferred,
  type PlannedChange,
  planReferred,
  type ReferredPart,
  type StandingReferred,
} from '@popis/reconciliation';
import type { Tx } from '../../platform/database/database.ts';
import type { StateScope } from '../current-state.ts';
import { toGivenBy } from '../relation-words.repository.ts';
import { findReferred, referredText } from './find-referred.ts';
import { listStanding } from './referred.read-model.ts';

const maxNamed = 10;

/** A master of the run, and the cards that its record refers to. */
export interface Referring {
  readonly masterId: string;
  readonly key: string;
  readonly referred: readonly ReferredPart[];
}

/** What references come to: one list of steps a master, and what of them is not known. */
export interface PlannedReferred {
  readonly units: readonly (readonly PlannedChange[])[];
  readonly notes: readonly string[];
}

/**
 * Plans the relations of the run's masters with cards that their records refer to, once all cards of the run are known; and those of
 * `lost` ones, of which the source says nothing any more.
 */
export async function planRunReferred(
  tx: Tx,
  scope: StateScope,
  runId: string,
  referring: readonly Referring[],
  lost: readonly string[],
): Promise<PlannedReferred> {
  if (!scope.mapping.classes.some((each) => each.refers !== undefined)) return { units: [], notes: [] };
  const cardsOf = await findReferred(
    tx,
    scope,
    runId,
    referring.flatMap((each) => each.referred),
  );
  const found: FoundReferred[] = [];
  const doubted: FoundReferred[] = [];
  const unknown: string[] = [];
  for (const { masterId, key: master, referred } of referring) {
    for (const reference of referred) {
      const text = referredText(reference);
      if (text === undefined) continue;
      const cards = [...(cardsOf.get(text) ?? [])];
      if (cards.length !== 1) unknown.push(describe(master, reference, cards.length));
      const where = cards.length === 1 ? found : doubted;
      for (const [cardId, key] of cards) where.push({ ...reference, masterId, master, cardId, key });
    }
  }
  const standing = await readStanding(tx, scope, runId, lost);
  return { units: planReferred({ found, doubted }, standing), notes: tell(unknown) };
}

async function readStanding(
  tx: Tx,
  scope: StateScope,
  runId: string,
  lost: readonly string[],
): Promise<StandingReferred[]> {
  const { catalogue, mapping, source, hasWords } = scope;
  const standing: StandingReferred[] = [];
  for (const { name: className, domain: domainName, refers: direction } of mapping.classes) {
    const domain = catalogue.findDomain(domainName ?? '');
    if (direction === undefined || domain === undefined) continue;
    for (const row of await listStanding(
      tx,
      { id: runId, source, hasWords },
      catalogue.domainId(domain.name),
      direction,
      lost,
    )) {
      if (catalogue.className(row.cardClass) !== className) continue;
      const { relatedBy, said: saidBySource, alsoBy: words, cardClass: _, ...rest } = row;
      const where = { domain: domain.name, direction, class: className };
      const alsoBy = words.map(toGivenBy);
      standing.push({ ...rest, ...where, relatedBySource: relatedBy === source, saidBySource, alsoBy });
    }
  }
  return standing;
}

function describe(master: string, { class: className, attribute, value }: ReferredPart, count: number) {
  const what = count === 0 ? `no ${className} has it` : `${count} of ${className} have it`;
  return `${attribute} ${value} of ${master} (${what})`;
}

function tell(unknown: readonly string[]): string[] {
  if (unknown.length === 0) return [];
  const more = unknown.length > maxNamed ? ` and ${unknown.length - maxNamed} more` : '';
  return [
    `Not related, since it is not known which card is meant: ${unknown.slice(0, maxNamed).join(', ')}${more}`,
  ];
}
