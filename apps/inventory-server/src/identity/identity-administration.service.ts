import { NotFoundError } from '@popis/errors';
import { DEFAULT_RULES, type MachineRules, type Rules, type Verdict } from '@popis/identification';
import type { AnswerOf, IdentityDecisionAnswer, InputOf, Operations } from '@popis/inventory-administration';
import type { AdminCaller } from '../admin/administration.ts';
import { log } from '../logger.ts';
import type { Store } from '../store.ts';
import { listDecisionPage } from './decisions.read-model.ts';
import { demote } from './identity.repository.ts';
import { resolveReview, restoreIdentifier, tryRulesOnPast } from './identity.service.ts';
import { mergeDevices } from './merge-devices.ts';
import { listMergePage } from './merges.read-model.ts';
import { findDecision } from './past-contacts.read-model.ts';
import { listStandingPage } from './standings.read-model.ts';
import { undoMerge } from './undo-merge.ts';

type AnswerTo<Name extends keyof Operations> = AnswerOf<Operations[Name]>;
type Trial = AnswerTo<'tryIdentificationRules'>;
type RuleChanges = InputOf<Operations['tryIdentificationRules']>['body']['rules'];

const MOST_DIFFERENCES = 100;

/** @throws NotFoundError where OCS's own rules hold, as on a real OCS server's database. */
function requireIdentity(store: Store): void {
  if (!store.keepsIdentity) {
    throw new NotFoundError(
      'This inventory database belongs to an OCS server: its own rules hold for duplicates, and no decision is kept',
    );
  }
}

/** A page of decisions, the latest first. */
export async function listDecisions(
  store: Store,
  filter: InputOf<Operations['listIdentityDecisions']>['query'],
): Promise<AnswerTo<'listIdentityDecisions'>> {
  requireIdentity(store);
  return await listDecisionPage(store, filter, 'descending');
}

/** A page of the questions that are open, the oldest first. */
export async function listReviews(
  store: Store,
  page: InputOf<Operations['listIdentityReviews']>['query'],
): Promise<AnswerTo<'listIdentityReviews'>> {
  requireIdentity(store);
  return await listDecisionPage(store, { ...page, state: 'open' }, 'ascending');
}

/** A decision with all that led to it. @throws NotFoundError */
export async function getDecision(store: Store, id: number): Promise<AnswerTo<'getIdentityDecision'>> {
  requireIdentity(store);
  const [stored, summary] = [await findDecision(store, id), await getSummary(store, id)];
  const verdicts = (stored?.verdicts ?? []).map(toVerdictAnswer);
  return { ...summary, evidence: { ...stored?.contact.evidence }, verdicts };
}

/** What is kept of a verdict holds more than is told. */
function toVerdictAnswer(verdict: Verdict): AnswerTo<'getIdentityDecision'>['verdicts'][number] {
  const { id, machine, standing, score, obstacle, isOwn } = verdict;
  const terms = verdict.terms.map(({ kind, says, values, weight, sharedBy, points }) => ({
    kind,
    says,
    values: [...values],
    weight,
    sharedBy,
    points,
  }));
  return { device: id, machine, standing, score, obstacle, isOwn, terms };
}

/** Answers whether two devices are one. @throws NotFoundError, and ConflictError when it has an answer. */
export async function answerReview(
  store: Store,
  caller: AdminCaller,
  id: number,
  answer: 'same' | 'distinct',
): Promise<IdentityDecisionAnswer> {
  requireIdentity(store);
  await resolveReview(store, id, answer);
  log.info({ ...caller, decisionId: id, answer }, 'question of identity answered');
  return await getSummary(store, id);
}

async function getSummary(store: Store, id: number): Promise<IdentityDecisionAnswer> {
  const { items } = await listDecisionPage(store, { limit: 1, id }, 'ascending');
  const [decision] = items;
  if (decision === undefined) {
    throw new NotFoundError(`There is no decision ${id}`);
  }
  return decision;
}

/** A page of merges, the latest first. */
export async function listMerges(
  store: Store,
  filter: InputOf<Operations['listMerges']>['query'],
): Promise<AnswerTo<'listMerges'>> {
  requireIdentity(store);
  return await listMergePage(store, filter);
}

/** Makes one device of two. @throws NotFoundError, and ConflictError when both are the same. */
export async function merge(
  store: Store,
  caller: AdminCaller,
  { kept, other, reason }: InputOf<Operations['mergeDevices']>['body'],
): Promise<AnswerTo<'mergeDevices'>> {
  requireIdentity(store);
  const id = await mergeDevices(store, kept, other, reason);
  log.info({ ...caller, mergeId: id, keptId: kept, otherId: other, reason }, 'two devices merged');
  const { items } = await listMergePage(store, { limit: 1, id });
  const [made] = items;
  if (made === undefined) {
    throw new NotFoundError(`The merge ${id} is gone already`);
  }
  return made;
}

/** Takes a merge back. @throws NotFoundError, and ConflictError when the device was merged again since. */
export async function takeMergeBack(
  store: Store,
  caller: AdminCaller,
  id: number,
): Promise<AnswerTo<'undoMerge'>> {
  requireIdentity(store);
  const { keptId, otherId } = await undoMerge(store, id);
  log.info({ ...caller, mergeId: id, keptId, otherId }, 'merge taken back');
  return { kept: keptId, other: otherId };
}

/** A page of the identifiers that are junk, or that a person said to count. */
export async function listStandings(
  store: Store,
  filter: InputOf<Operations['listIdentifierStandings']>['query'],
): Promise<AnswerTo<'listIdentifierStandings'>> {
  requireIdentity(store);
  return await listStandingPage(store, filter);
}

/** Says what an identifier is worth, for all devices. @throws NotFoundError when one is to be restored that was not demoted. */
export async function setStanding(
  store: Store,
  caller: AdminCaller,
  { identifier, standing, reason }: InputOf<Operations['setIdentifierStanding']>['body'],
): Promise<void> {
  requireIdentity(store);
  if (standing === 'restored') {
    await restoreIdentifier(store, identifier, reason);
  } else {
    await store.database.transaction(`identifier:${identifier}`, (statements) =>
      demote(
        { statements, dialect: store.database.dialect, at: Date.now() },
        identifier,
        0,
        reason ?? 'a person said that it is junk',
      ),
    );
  }
  const kind = identifier.slice(0, identifier.indexOf(':'));
  log.info({ ...caller, kind, standing, reason }, 'standing of an identifier set');
}

/** Tells what other rules would have made of the latest contacts. */
export async function tryRules(
  store: Store,
  { contacts, rules }: InputOf<Operations['tryIdentificationRules']>['body'],
): Promise<Trial> {
  requireIdentity(store);
  const { differences, ...trial } = await tryRulesOnPast(store, toRules(rules), { contacts });
  return {
    ...trial,
    differing: differences.length,
    differences: differences.slice(0, MOST_DIFFERENCES).map(({ contact, current, tried }) => ({
      at: new Date(contact.at).toISOString(),
      evidence: { ...contact.evidence },
      current,
      tried,
    })),
  };
}

function toRules({ physical, virtual, ...changes }: RuleChanges): Partial<Rules> {
  return {
    ...withoutAbsent(changes),
    ...(physical === undefined ? {} : { physical: toMachine(DEFAULT_RULES.physical, physical) }),
    ...(virtual === undefined ? {} : { virtual: toMachine(DEFAULT_RULES.virtual, virtual) }),
  };
}

function toMachine(
  rules: MachineRules,
  { weights }: { weights: Partial<MachineRules['weights']> },
): MachineRules {
  return { ...rules, weights: { ...rules.weights, ...withoutAbsent(weights) } };
}

/** What is there and undefined would take the place of what holds. */
function withoutAbsent<Values extends object>(
  values: Values,
): { [Name in keyof Values]?: NonNullable<Values[Name]> } {
  const told = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(told) as { [Name in keyof Values]?: NonNullable<Values[Name]> };
}
