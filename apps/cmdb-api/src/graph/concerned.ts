import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import type { Tx } from '../platform/database/database.ts';
import { type ConcernedDocument, listDocumentsOf } from './concerned-documents.read-model.ts';
import { type Step, walkOn } from './walk.read-model.ts';
import { followDomains } from './walk-rules.ts';

/** Whom and what an impact concerns, besides the cards that fail. */
export interface Concerned {
  people: Step[];
  sectors: Step[];
  contracts: Step[];
  licences: Step[];
  documents: ConcernedDocument[];
  /** Whether one of these lists has more than it shows. */
  more: boolean;
}

/** Most cards of each list. */
const limit = 500;

/** Classes of the seeded model; a model without one of them has nobody of it to name. */
const classes = { people: 'Employee', sectors: 'Sector', contracts: 'Contract', licences: 'Licence' };

/**
 * Finds who and what is related to these cards, whichever the domain: people, the sectors of these cards and people,
 * contracts and licences, and the documents on all of them.
 */
export async function findConcerned(
  tx: Tx,
  catalogue: StoredCatalogue,
  cardIds: readonly string[],
  asOf: Date | undefined,
): Promise<Concerned> {
  let more = false;
  const related = async (className: string, from: readonly string[]): Promise<Step[]> => {
    if (catalogue.findClass(className) === undefined) return [];
    const classIds = catalogue.concreteIds(className);
    const rules = followDomains(catalogue, undefined, 'both');
    const { steps, total } = await walkOn(tx, catalogue, { rules, from, seen: [], classIds, asOf, limit });
    more ||= total > steps.length;
    return steps;
  };
  const people = await related(classes.people, cardIds);
  const sectors = await related(classes.sectors, [...cardIds, ...idsOf(people)]);
  const contracts = await related(classes.contracts, cardIds);
  const licences = await related(classes.licences, cardIds);
  const withPapers = [...new Set([...cardIds, ...idsOf(contracts), ...idsOf(licences)])];
  const documents = await listDocumentsOf(tx, { cardIds: withPapers, asOf, limit: limit + 1 });
  more ||= documents.length > limit;
  return { people, sectors, contracts, licences, documents: documents.slice(0, limit), more };
}

function idsOf(steps: readonly Step[]): string[] {
  return steps.map(({ card }) => card.id);
}
