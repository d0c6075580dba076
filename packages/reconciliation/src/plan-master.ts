import { type AttributeValue, equalValues } from '@popis/model';
import type { Answered, SameCardAnswer } from './answers.ts';
import type { CurrentCard, CurrentMaster, CurrentPart } from './current-state.ts';
import { diffNewCard, listBesideNewCard, listMissing, type PlanContext } from './diff-card.ts';
import type { Doubt } from './doubt.ts';
import { matchParts, sharedIdentity } from './match-parts.ts';
import { type ArrivingPart, findMovedParts, planMove, serialOfPart } from './moved-parts.ts';
import { type MasterPlan, type PlannedChange, type PlannedRelation, planQuarantine } from './plan.ts';
import { codeOf, planCard, planRetire, planWord } from './plan-change.ts';
import { planEnded, planGone } from './plan-gone.ts';
import type { RecordPart, RunRecord, Values } from './run-record.ts';
import { settleRecord, tellAnswer } from './settle-record.ts';

/** Ids of the shared cards that records of this run name, found or about to be created, by `sharedIdentity`. */
export type SharedCards = ReadonlyMap<string, string>;

/**
 * Plans one master with its parts: what has to be done so that the CMDB says what the source says. `current` is the
 * one card with the record's key, or the one that it was answered to be; `undefined` when there is none. Parts of `current`
 * are those on the mapping's domains. `arriving` are parts that the record has and that come from elsewhere.
 */
export function planMaster(
  given: RunRecord,
  current: CurrentMaster | undefined,
  shared: SharedCards,
  context: PlanContext,
  answered?: Answered,
  arriving: readonly ArrivingPart[] = [],
): MasterPlan {
  const settled = settleRecord(given, current, answered);
  if (settled.doubt !== undefined) return planQuarantine(given.class, given.key, settled.doubt);
  const { record, because } = settled;
  const cardId = current?.card.id ?? context.cardIdOf?.(given.seq) ?? context.newCardId();
  const own = planOwnCard(record, current, cardId, context);
  const parts = planOwnParts(record, current, { id: cardId, shared, arriving }, context);
  const changes = [...own.changes, ...parts.changes];
  const incomplete = findIncomplete(changes, context);
  if (incomplete !== undefined) return planQuarantine(given.class, given.key, incomplete);
  const told = because === undefined ? changes : changes.map((change) => followAnswer(change, because));
  return { changes: told, unchanged: own.unchanged + parts.unchanged, cardId, partIds: parts.ids };
}

function followAnswer(change: PlannedChange, answer: SameCardAnswer): PlannedChange {
  return { ...change, reason: `${change.reason}; ${tellAnswer(answer)}` };
}

interface Step {
  readonly changes: readonly PlannedChange[];
  readonly unchanged: number;
}

function planOwnCard(
  record: RunRecord,
  current: CurrentMaster | undefined,
  cardId: string,
  context: PlanContext,
): Step {
  const wanted = { ...record.attributes, [record.keyAttribute]: record.key };
  const { removed } = record;
  if (current !== undefined)
    return stepOf(planPresentCard(current.card, wanted, record.key, context, removed));
  return { changes: [createOf(record.class, record.key, cardId, wanted, null, context)], unchanged: 0 };
}

/** The master whose parts are planned, and cards elsewhere that may be among them. */
interface PartsOwner {
  readonly id: string;
  readonly shared: SharedCards;
  readonly arriving: readonly ArrivingPart[];
}

function planOwnParts(
  record: RunRecord,
  current: CurrentMaster | undefined,
  { id, shared, arriving }: PartsOwner,
  context: PlanContext,
): Step & { readonly ids: readonly (string | null)[] } {
  const ids = new Map<RecordPart, string>();
  const own = record.parts.filter((part) => !part.shared);
  const match = matchParts(own, current?.parts ?? []);
  const steps: Step[] = [];
  for (const { wanted: part, current: found } of match.pairs) {
    ids.set(part, found.card.id);
    const code = codeOf(part.attributes);
    const changes = planCard(found.card, part.attributes, code, context, part.removed);
    steps.push(stepOf([...changes, ...planSaid(found, id)]));
  }
  const { moved, missing } = findMovedParts(match.missing, arriving);
  for (const { wanted, arriving: part } of moved) {
    ids.set(wanted, part.card.id);
    steps.push({
      changes: planMove(wanted, part, { masterId: id, key: record.key }, context),
      unchanged: 0,
    });
  }
  const places = new Map(record.parts.map((part, place) => [part, place]));
  for (const part of missing) {
    const known = context.cardIdOf?.(record.seq, places.get(part)) ?? context.partIdOf?.(part);
    ids.set(part, known ?? context.newCardId());
  }
  const created = missing.map((part) => createPart(part, ids.get(part) ?? '', id, context));
  steps.push({ changes: created, unchanged: 0 });
  steps.push(planSharedParts(record, match.gone, { id, shared }, context));
  let unchanged = 0;
  for (const step of steps) unchanged += step.unchanged;
  const changes = steps.flatMap((step) => step.changes);
  return { changes, unchanged, ids: record.parts.map((part) => ids.get(part) ?? null) };
}

/** A card that comes back gets the value again that it had before it was marked as vanished, unless somebody gave another. */
function planPresentCard(
  card: CurrentCard,
  wanted: Values,
  key: string,
  context: PlanContext,
  removed?: readonly string[],
): PlannedChange[] {
  const { mark } = card;
  if (mark === undefined || mark === null) return planCard(card, wanted, key, context, removed);
  const isStanding = equalValues(card.attributes[mark.attribute] ?? null, mark.new);
  const returns = isStanding && wanted[mark.attribute] === undefined ? { [mark.attribute]: mark.old } : {};
  return planCard(card, { ...wanted, ...returns }, key, context, removed).map((change) =>
    change.action === 'update' ? { ...change, mark: null } : change,
  );
}

/** The changes of one existing card, which is unchanged when none of them writes it. */
function stepOf(changes: readonly PlannedChange[]): Step {
  return { changes, unchanged: changes.some(isWrite) ? 0 : 1 };
}

/** Plans the end of a master that its source no longer knows, with the parts the source had given it. */
export function planVanishedMaster(current: CurrentMaster, key: string): readonly PlannedChange[] {
  const changes: PlannedChange[] = [];
  for (const part of current.parts) changes.push(...planEnded(part, current.card.id));
  changes.push(planRetire(current.card, key, 'The source no longer reports it', null));
  return changes;
}

/** Plans a value that says of a master that its source no longer knows it. A stronger source's value stays. */
export function planVanishedMark(
  { card }: CurrentMaster,
  key: string,
  mark: { readonly attribute: string; readonly value: AttributeValue },
  context: PlanContext,
): readonly PlannedChange[] {
  const { attribute, value } = mark;
  if (card.mark?.attribute === attribute && equalValues(card.mark.new, value)) return [];
  const old = card.attributes[attribute] ?? null;
  const reason = 'The source no longer reports it';
  return planCard(card, { [attribute]: value }, key, context).map((change) =>
    change.action === 'update' ? { ...change, reason, mark: { attribute, old, new: value } } : change,
  );
}

/** Plans the end of a shared card that this source created and that nothing is related to any more. */
export function planUnusedSharedCard(card: CurrentCard): PlannedChange {
  const reason = 'Nothing the source reports has it any more';
  return { ...planRetire(card, codeOf(card.attributes), reason, null), shared: true };
}

/** What a source says of a shared card that stands: by which values it knows it. */
export function planKnownSharedCard(
  card: CurrentCard,
  part: RecordPart,
  context: PlanContext,
): PlannedChange[] {
  const said = Object.fromEntries(part.identify.map((name) => [name, part.attributes[name] ?? null]));
  return planCard(card, said, codeOf(card.attributes), context)
    .filter((change) => change.action === 'keep')
    .map((change) => ({ ...change, shared: true }));
}

/** A card about to be created for a shared part that no card stands for yet. */
export function planSharedCard(part: RecordPart, context: PlanContext): PlannedChange {
  const id = context.partIdOf?.(part) ?? context.newCardId();
  return {
    ...createOf(part.class, codeOf(part.attributes), id, part.attributes, null, context),
    shared: true,
  };
}

/** A relation that goes by another is said by this source as well from now on. */
function planSaid(part: CurrentPart, masterId: string): PlannedChange[] {
  return part.relatedBySource || part.saidBySource ? [] : [planWord(part, masterId, 'said')];
}

/** Relates the shared cards a record names, and ends what is left of the parts nobody claimed. */
function planSharedParts(
  record: RunRecord,
  unmatched: readonly CurrentPart[],
  { id: masterId, shared }: Pick<PartsOwner, 'id' | 'shared'>,
  context: PlanContext,
): Step {
  const changes: PlannedChange[] = [];
  const wantedIds = new Set<string>();
  const related = new Map(unmatched.map((part) => [part.card.id, part]));
  let unchanged = 0;
  for (const part of record.parts) {
    if (!part.shared) continue;
    const id = shared.get(sharedIdentity(part.class, part.identify, part.attributes));
    if (id === undefined) throw new Error(`The shared card of ${part.class} was not planned`);
    if (wantedIds.has(id)) continue;
    wantedIds.add(id);
    const standing = related.get(id);
    if (standing !== undefined) {
      unchanged += 1;
      changes.push(...planSaid({ ...standing, shared: true }, masterId));
    } else changes.push(relateOf(part, id, masterId));
  }
  for (const part of related.values()) {
    if (!wantedIds.has(part.card.id)) changes.push(...planGone(part, masterId, context));
  }
  return { changes, unchanged };
}

function relateOf(part: RecordPart, cardId: string, masterId: string): PlannedChange {
  return {
    action: 'relate',
    class: part.class,
    key: codeOf(part.attributes),
    cardId,
    base: null,
    reason: 'The source reports it here',
    differences: [],
    losing: [],
    relation: { domain: part.domain, direction: part.direction, masterId, relationId: null },
    shared: true,
  };
}

function createPart(part: RecordPart, id: string, masterId: string, context: PlanContext): PlannedChange {
  const relation = { domain: part.domain, direction: part.direction, masterId, relationId: null };
  const created = createOf(part.class, codeOf(part.attributes), id, part.attributes, relation, context);
  const serial = serialOfPart(part);
  return serial === null ? created : { ...created, serial };
}

function createOf(
  className: string,
  key: string | null,
  cardId: string,
  wanted: Values,
  relation: PlannedRelation | null,
  context: PlanContext,
): PlannedChange {
  return {
    action: 'create',
    class: className,
    key,
    cardId,
    base: null,
    reason: relation === null ? 'No card has this key' : 'The master has no such part',
    differences: diffNewCard(className, wanted, context),
    losing: listBesideNewCard(className, wanted, context),
    relation,
    shared: false,
  };
}

/** The first card to be created that would lack mandatory attributes; `undefined` when none. */
function findIncomplete(changes: readonly PlannedChange[], context: PlanContext): Doubt | undefined {
  for (const change of changes) {
    if (change.action !== 'create') continue;
    const missing = listMissing(change, context.catalogue);
    if (missing.length === 0) continue;
    return { kind: 'incomplete', class: change.class, key: change.key ?? '', missing };
  }
  return undefined;
}

function isWrite(change: PlannedChange): boolean {
  return change.action !== 'keep';
}
