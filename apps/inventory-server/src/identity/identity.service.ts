import { ConflictError, NotFoundError } from '@popis/errors';
import { DEFAULT_RULES, type Rules, type Trial, tryRules } from '@popis/identification';
import { log } from '../logger.ts';
import type { Store } from '../store.ts';
import { insertDistinct } from './distinct.repository.ts';
import type { Reading } from './identity.read-model.ts';
import { closeReviews, removeDecisions, restore } from './identity.repository.ts';
import { mergeDevices } from './merge-devices.ts';
import { findDecision, listLearned, listPastContacts } from './past-contacts.read-model.ts';

/** Days for which decisions are kept, and against which rules can be tried. */
export const DECISION_DAYS = 90;

/**
 * Answers an open question. `same`: the two become one, and the older row stays; it can be taken back. `distinct`: they stay
 * two, whatever their evidence says.
 */
export async function resolveReview(
  store: Store,
  decisionId: number,
  answer: 'same' | 'distinct',
): Promise<void> {
  const decision = await findDecision(store, decisionId);
  if (decision === undefined) {
    throw new NotFoundError(`There is no decision ${decisionId}`);
  }
  const { state, candidateId, hardwareId } = decision;
  if (state !== 'open' || candidateId === null) {
    throw new ConflictError('The question is answered already', { current: state });
  }
  if (answer === 'same') {
    await mergeDevices(store, candidateId, hardwareId, 'a person said that they are one device');
  }
  const reading = readingOf(store);
  if (answer === 'distinct') {
    await insertDistinct(reading, candidateId, hardwareId);
  }
  await closeReviews(reading, hardwareId, answer);
  log.info({ decisionId, answer, candidateId, hardwareId }, 'review answered');
}

/** Lets an identifier count again, for all devices, from the next contact on; it is not demoted again. */
export async function restoreIdentifier(
  store: Store,
  identifier: string,
  reason = 'a person said that it counts',
): Promise<void> {
  if (!(await restore(readingOf(store), identifier, reason))) {
    throw new NotFoundError(`The identifier ${identifier} is not demoted`);
  }
  log.info({ kind: identifier.slice(0, identifier.indexOf(':')) }, 'identifier restored');
}

/** Tells which contacts of the last days, the latest, other rules would have decided otherwise; nothing is changed. */
export async function tryRulesOnPast(
  store: Store,
  changes: Partial<Rules>,
  { days = DECISION_DAYS, contacts: most }: { days?: number; contacts?: number } = {},
): Promise<Trial> {
  const [contacts, learned] = await Promise.all([listPastContacts(store, days, most), listLearned(store)]);
  const restored = learned.filter((each) => each.standing === 'restored').map((each) => each.identifier);
  const current = { ...DEFAULT_RULES, trusted: restored };
  return tryRules(contacts, current, { ...current, version: 'tried', ...changes });
}

/** Removes decisions that are older than they are kept for; open questions stay. Gives how many went. */
export async function removeOldDecisions(store: Store, days: number = DECISION_DAYS): Promise<number> {
  return await removeDecisions(readingOf(store), days);
}

function readingOf(store: Store): Reading {
  return { statements: store.database.statements, dialect: store.database.dialect, at: Date.now() };
}
