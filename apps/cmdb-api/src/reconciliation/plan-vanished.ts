import {
  type CurrentMaster,
  type PlanContext,
  type PlannedChange,
  planHolds,
  planLostMaster,
  planVanishedMark,
  planVanishedMaster,
  retirementBar,
  type SourcePolicy,
  splitVanished,
  type UsableEvidence,
  type VanishedRule,
  vanishedRuleOf,
} from '@popis/reconciliation';
import type { Tx } from '../platform/database/database.ts';
import {
  countKnown,
  listReportedByOthers,
  listUnmentioned,
  listWithin,
  type UnmentionedRow,
} from './current-state.read-model.ts';
import { listPartPlaces, readMasters, type StateScope } from './current-state.ts';
import type { Run } from './run.ts';

const maxNamed = 10;
const mastersAtOnce = 500;

/** What planning has learnt of the records of a run. */
export interface RunFindings {
  /** Records that name a master without doubt, by class. */
  readonly identified: ReadonlyMap<string, number>;
  /** The attribute by which records of a class name it. */
  readonly keyAttributes: ReadonlyMap<string, string>;
  /** Cards that records without a key were answered to be. */
  readonly meant: ReadonlySet<string>;
  /** Cards that records refer to. */
  readonly referredTo: ReadonlySet<string>;
  /** Records that name no master. */
  readonly keyless: readonly { readonly class: string; readonly evidence: UsableEvidence }[];
}

/** What decides about the vanished. */
export interface VanishedRules {
  readonly policy: SourcePolicy;
  readonly context: PlanContext;
}

/** What of the CMDB its source no longer knows: one list of steps a master, and what has to be said about it. */
export interface PlannedVanished {
  readonly units: readonly (readonly PlannedChange[])[];
  readonly notes: readonly string[];
  /** Masters that were missed, whatever is done about it. */
  readonly missed: readonly string[];
  /** Of these: those that stay since they are others', and of which the source says nothing any more. */
  readonly lost: readonly string[];
}

/** Plans what the policy says of masters that a run did not mention, where absence means that they are gone. */
export async function planVanished(
  tx: Tx,
  scope: StateScope,
  run: Run,
  findings: RunFindings,
  { policy, context }: VanishedRules,
): Promise<PlannedVanished> {
  let identified = 0;
  for (const number of findings.identified.values()) identified += number;
  const { mode, complete, read, errors, rejected } = run;
  const bar = retirementBar({
    mode,
    complete: complete ?? false,
    read: read ?? 0,
    errors: (errors ?? 0) + rejected,
    identified,
  });
  if (bar !== undefined) return { units: [], notes: [bar], missed: [], lost: [] };
  const units: (readonly PlannedChange[])[] = [];
  const notes: string[] = [];
  const missed: string[] = [];
  const lost: string[] = [];
  for (const mapped of scope.mapping.classes) {
    if (!mapped.master || scope.catalogue.findClass(mapped.name) === undefined) continue;
    const found = await planVanishedOfClass(tx, scope, run, mapped.name, findings, { policy, context });
    units.push(...found.units);
    notes.push(...found.notes);
    missed.push(...found.missed);
    lost.push(...found.lost);
  }
  return { units, notes, missed, lost };
}

async function planVanishedOfClass(
  tx: Tx,
  scope: StateScope,
  run: Run,
  className: string,
  findings: RunFindings,
  rules: VanishedRules,
): Promise<PlannedVanished> {
  const keyAttribute = findings.keyAttributes.get(className) ?? 'Code';
  const classId = scope.catalogue.classId(className);
  const unmentioned = await listUnmentioned(tx, run, { className, classId, keyAttribute });
  const unmeant = unmentioned.filter((row) => !findings.meant.has(row.id));
  const rows = unmeant.filter((row) => !findings.referredTo.has(row.id));
  const notes: string[] = [];
  if (rows.length < unmeant.length) {
    const names = listNames(unmeant.filter((row) => findings.referredTo.has(row.id)));
    notes.push(`Not retired, since records of the run refer to it: ${names}`);
  }
  if (rows.length === 0) return { units: [], notes, missed: [], lost: [] };
  if ((findings.identified.get(className) ?? 0) === 0) {
    return {
      units: [],
      missed: [],
      lost: [],
      notes: [...notes, `No ${className} retired as vanished: nothing usable of it was read`],
    };
  }
  const candidates = rows.map((row) => ({
    row,
    cardId: row.id,
    class: className,
    evidence: scope.counting(className, row.evidence),
  }));
  const { gone, doubtful } = splitVanished(candidates, findings.keyless);
  if (doubtful.length > 0) {
    const names = listNames(doubtful.map(({ row }) => row));
    notes.push(`Not retired, since a record without a usable key may mean it: ${names}`);
  }
  const rule = vanishedRuleOf(rules.policy, className, scope.catalogue.isA);
  const missed = gone.map(({ cardId }) => cardId);
  const created = gone.map(({ row }) => row).filter((row) => row.created);
  const ids = created.map((row) => row.id);
  const reported = await listReportedByOthers(tx, run.source, ids);
  const kept = created.filter((row) => reported.has(row.id));
  if (kept.length > 0) notes.push(`Not retired, since another source still reports it: ${listNames(kept)}`);
  const ended = created.filter((row) => !reported.has(row.id));
  const isDue = (row: UnmentionedRow) => row.missedRuns + 1 >= rule.missedRuns && rule.action !== 'leave';
  const due = ended.filter(isDue);
  const waiting = ended.length - due.length;
  if (waiting > 0) notes.push(describeWaiting(waiting, className, rule));
  const concerned = await selectWithin(tx, scope, rule, due);
  const ends = await planEach(tx, scope, concerned, (master, key) =>
    planVanishedBy(rule, master, key, rules.context),
  );
  const others = gone.map(({ row }) => row).filter((row) => !row.created || reported.has(row.id));
  const staying = others.filter(isDue);
  const left = rule.action === 'retire' ? await selectWithin(tx, scope, rule, staying) : [];
  const losses = await planEach(tx, scope, left, (master) => planLostMaster(master, rules.context));
  const concernedBy = losses.filter((unit) => unit.length > 0).length;
  if (await isTooMuch(tx, scope, className, findings, rules, concernedBy)) {
    notes.push(
      `Nothing that the source said is taken back, since so many are not mentioned: ${listNames(left)}`,
    );
    return { units: ends, notes, missed, lost: [] };
  }
  return { units: [...ends, ...losses], notes, missed, lost: left.map((row) => row.id) };
}

/** Whether a source might not retire so many masters at once: then it is not taken to say nothing of as many any more. */
async function isTooMuch(
  tx: Tx,
  { catalogue, source }: StateScope,
  className: string,
  findings: RunFindings,
  { policy }: VanishedRules,
  count: number,
): Promise<boolean> {
  if (count === 0) return false;
  const classId = catalogue.classId(className);
  const known = (await countKnown(tx, source)).find((each) => each.classId === classId)?.count ?? 0;
  const population = new Map([[className, Math.max(known, findings.identified.get(className) ?? 0)]]);
  const holds = planHolds(policy, [{ class: className, action: 'retire', count }], population, catalogue.isA);
  return holds.some((hold) => hold.cause === 'breaker');
}

function listNames(rows: readonly UnmentionedRow[]): string {
  const names = rows.slice(0, maxNamed).map((row) => row.key ?? row.id);
  const more = rows.length > maxNamed ? ` and ${rows.length - maxNamed} more` : '';
  return `${names.join(', ')}${more}`;
}

function describeWaiting(count: number, className: string, rule: VanishedRule): string {
  const what = `${count} ${className} not mentioned`;
  if (rule.action === 'leave') return `${what}: left alone, as the policy says`;
  return `${what}: nothing done before ${rule.missedRuns} full runs in a row, as the policy says`;
}

async function selectWithin(
  tx: Tx,
  scope: StateScope,
  { within }: VanishedRule,
  rows: readonly UnmentionedRow[],
): Promise<readonly UnmentionedRow[]> {
  if (within === undefined || rows.length === 0) return rows;
  // A domain that is gone relates nothing.
  if (scope.catalogue.findDomain(within.domain) === undefined) return [];
  const ids = rows.map((row) => row.id);
  const inside = await listWithin(tx, ids, scope.catalogue.domainId(within.domain), within.cards);
  return rows.filter((row) => inside.has(row.id));
}

async function planEach(
  tx: Tx,
  scope: StateScope,
  rows: readonly UnmentionedRow[],
  plan: (master: CurrentMaster, key: string) => readonly PlannedChange[],
): Promise<(readonly PlannedChange[])[]> {
  const units: (readonly PlannedChange[])[] = [];
  const classes = rows.slice(0, 1).map((row) => scope.catalogue.className(row.classId));
  const places = listPartPlaces(scope, [], classes);
  for (let from = 0; from < rows.length; from += mastersAtOnce) {
    const some = rows.slice(from, from + mastersAtOnce);
    const masters: Map<string, CurrentMaster> = await readMasters(tx, scope, some, places);
    for (const row of some) {
      const master = masters.get(row.id);
      if (master !== undefined) units.push(plan(master, row.key ?? ''));
    }
  }
  return units;
}

function planVanishedBy(
  { action, attribute, value = null }: VanishedRule,
  master: CurrentMaster,
  key: string,
  context: PlanContext,
): readonly PlannedChange[] {
  if (action === 'set' && attribute !== undefined)
    return planVanishedMark(master, key, { attribute, value }, context);
  return planVanishedMaster(master, key);
}
