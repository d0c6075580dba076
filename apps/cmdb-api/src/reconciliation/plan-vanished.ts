import {
  type CurrentMaster,
  type PlannedChange,
  planUnusedSharedCard,
  planVanishedMaster,
  retirementBar,
  splitVanished,
  toUsableEvidence,
  type UsableEvidence,
} from '@popis/reconciliation';
import type { Tx } from '../platform/database/database.ts';
import { type CardRow, listUnmentioned, listUnused } from './current-state.read-model.ts';
import { listPartPlaces, readCards, readMasters, type StateScope } from './current-state.ts';
import type { Run } from './run.ts';

const maxNamed = 10;
const mastersAtOnce = 500;

/** What planning has learnt of the records of a run. */
export interface RunFindings {
  /** Records that name a master without doubt, by class. */
  readonly identified: ReadonlyMap<string, number>;
  /** The attribute by which records of a class name it. */
  readonly keyAttributes: ReadonlyMap<string, string>;
  /** Records that name no master. */
  readonly keyless: readonly { readonly class: string; readonly evidence: UsableEvidence }[];
}

/** What of the CMDB its source no longer knows: one list of steps a master, and what has to be said about it. */
export interface PlannedVanished {
  readonly units: readonly (readonly PlannedChange[])[];
  readonly notes: readonly string[];
}

/** Plans the end of masters that a run did not mention, where absence means that they are gone. */
export async function planVanished(
  tx: Tx,
  scope: StateScope,
  run: Run,
  findings: RunFindings,
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
  if (bar !== undefined) return { units: [], notes: [bar] };
  const units: (readonly PlannedChange[])[] = [];
  const notes: string[] = [];
  for (const mapped of scope.mapping.classes) {
    if (!mapped.master || scope.catalogue.findClass(mapped.name) === undefined) continue;
    const found = await planVanishedOfClass(tx, scope, run, mapped.name, findings);
    units.push(...found.units);
    notes.push(...found.notes);
  }
  return { units, notes };
}

async function planVanishedOfClass(
  tx: Tx,
  scope: StateScope,
  run: Run,
  className: string,
  findings: RunFindings,
): Promise<PlannedVanished> {
  const keyAttribute = findings.keyAttributes.get(className) ?? 'Code';
  const classId = scope.catalogue.classId(className);
  const rows = await listUnmentioned(tx, run, { className, classId, keyAttribute });
  if (rows.length === 0) return { units: [], notes: [] };
  if ((findings.identified.get(className) ?? 0) === 0) {
    return { units: [], notes: [`No ${className} retired as vanished: nothing usable of it was read`] };
  }
  const candidates = rows.map((row) => ({
    row,
    cardId: row.id,
    class: className,
    evidence: toUsableEvidence(row.evidence),
  }));
  const { gone, doubtful } = splitVanished(candidates, findings.keyless);
  const notes: string[] = [];
  if (doubtful.length > 0) {
    const names = doubtful.slice(0, maxNamed).map(({ row }) => row.key ?? row.id);
    const more = doubtful.length > maxNamed ? ` and ${doubtful.length - maxNamed} more` : '';
    notes.push(`Not retired, since a record without a usable key may mean it: ${names.join(', ')}${more}`);
  }
  const units = await planEnds(
    tx,
    scope,
    gone.map(({ row }) => row),
    className,
  );
  return { units, notes };
}

async function planEnds(
  tx: Tx,
  scope: StateScope,
  rows: readonly (CardRow & { key: string | null })[],
  className: string,
): Promise<(readonly PlannedChange[])[]> {
  const units: (readonly PlannedChange[])[] = [];
  const places = listPartPlaces(scope, [], [className]);
  for (let from = 0; from < rows.length; from += mastersAtOnce) {
    const some = rows.slice(from, from + mastersAtOnce);
    const masters: Map<string, CurrentMaster> = await readMasters(tx, scope, some, places);
    for (const row of some) {
      const master = masters.get(row.id);
      if (master !== undefined) units.push(planVanishedMaster(master, row.key ?? ''));
    }
  }
  return units;
}

/** Plans the end of shared cards that this source created and that lose their last relation with this plan. */
export async function planUnused(
  tx: Tx,
  scope: StateScope,
  ending: readonly PlannedChange[],
  stillNamed: ReadonlySet<string>,
): Promise<PlannedChange[]> {
  const cardIds = new Set<string>();
  const relationIds: string[] = [];
  for (const { cardId, relation } of ending) {
    if (cardId !== null && !stillNamed.has(cardId)) cardIds.add(cardId);
    if (relation?.relationId) relationIds.push(relation.relationId);
  }
  if (cardIds.size === 0) return [];
  const rows = await listUnused(tx, scope.source, [...cardIds], relationIds);
  const cards = await readCards(tx, scope, rows);
  return [...cards.values()].map(planUnusedSharedCard);
}
