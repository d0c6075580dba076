import {
  type CurrentCard,
  countingEvidence,
  DEFAULT_POLICY,
  type DecisionRules,
  type MappedClass,
  needsFreshness,
  precedenceBy,
} from '@popis/reconciliation';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import type { Tx } from '../platform/database/database.ts';
import { listActiveCards, readLastFullRuns } from './current-state.read-model.ts';
import { readCards } from './current-state.ts';
import { readPolicies } from './policies/policies.read-model.ts';

/** Cards as they stand, and the rules by which their attributes are decided: for whoever decides apart from a run. */
export interface DecisionScope {
  readonly cards: ReadonlyMap<string, CurrentCard>;
  readonly rules: DecisionRules;
}

/** Reads these of the cards that are active. Without more, references are not among their attributes. */
export async function readForDecision(
  tx: Tx,
  catalogue: StoredCatalogue,
  ids: readonly string[],
  now: Date,
  lock: 'locked' | 'free' = 'free',
  what: 'values' | 'with references' = 'values',
): Promise<DecisionScope> {
  const rows = await listActiveCards(tx, ids, lock);
  const classes = what === 'values' ? [] : [...new Set(rows.map((row) => catalogue.className(row.classId)))];
  const policies = await readPolicies(tx);
  const scope = {
    source: 'person',
    mapping: { version: '', classes: classes.map((name) => mapReferences(name, catalogue)) },
    catalogue,
    counting: countingEvidence(DEFAULT_POLICY, catalogue.isA),
    ...(needsFreshness(policies) ? { lastRuns: await readLastFullRuns(tx) } : {}),
  };
  const precedenceOf = precedenceBy(policies, catalogue.isA);
  return {
    cards: await readCards(tx, scope, rows),
    rules: { catalogue, now: now.toISOString(), precedenceOf },
  };
}

function mapReferences(name: string, catalogue: StoredCatalogue): MappedClass {
  return { name, attributes: catalogue.references(name).map((reference) => reference.name), master: true };
}
