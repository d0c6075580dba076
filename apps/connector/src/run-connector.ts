import { ConflictError } from '@popis/errors';
import { readVersion } from '@popis/runtime';
import type { InventoryDatabase } from './extract/inventory-database.ts';
import { countMastersWithoutId, readMasters, type ViewSelection } from './extract/master-rows.read-model.ts';
import { toWantedValues, type WantedValues } from './extract/wanted-values.ts';
import { mapMasters } from './map-masters.ts';
import type { Mapping } from './mapping/mapping-folder.ts';
import type { XsltEngine } from './mapping/xslt-engine.ts';
import { formatChange, formatCounts, formatFaulty, formatSummary, mostShown, type Say } from './report.ts';
import { outcomeOf, type RunOutcome } from './runs/run-outcome.ts';
import type { CmdbClient, Run } from './submit/cmdb-client.ts';
import { hasherOf, KeptRecords } from './submit/fingerprints.ts';
import { RecordSender } from './submit/record-sender.ts';
import { type ResolvedNames, resolveNames } from './submit/resolve-names.ts';
import { type Lease, newLease, whileHolding } from './submit/run-lease.ts';
import { applyRun, planRun, startRun } from './submit/settle-run.ts';
import { findViews, installMissingViews } from './views/inventory-views.ts';

/** Everything a run works with; it opens and closes none of it. */
export interface RunParts {
  readonly mapping: Mapping;
  readonly source: string;
  readonly engine: XsltEngine;
  readonly inventory: InventoryDatabase;
  readonly cmdb: CmdbClient;
  readonly isDryRun: boolean;
  readonly say: Say;
  /** The time of the schedule that the run is for. */
  readonly slot?: Date;
  /** Whether another run of the source is waited for; without it, it is. */
  readonly isPatient?: boolean;
  /** Hears which run it is. */
  readonly onStart?: (runId: string) => void;
}

/** Planned changes a dry run shows; the CMDB shows the rest. */
const mostChanges = 200;

/** One run from the first row to the last card: extract → map → submit → plan → apply. */
export async function runConnector(parts: RunParts): Promise<RunOutcome> {
  const { mapping, source, inventory, cmdb, say } = parts;
  const names = await resolveNames(cmdb, mapping.described);
  for (const view of await installMissingViews(inventory, mapping)) say(`created the view ${view}`);
  const selection = await limitViews(parts, await findViews(inventory, mapping));
  say(`reading ${[selection.master, ...selection.slaves].map((view) => view.name).join(', ')}`);

  await cmdb.putSource(source, `Inventory by the mapping ${mapping.name}`);
  const lease = newLease();
  const run = await startUnlessBusy(parts, names, lease);
  if (run === undefined) return 'busy';
  parts.onStart?.(run.id);
  say(`run ${run.id} of the source ${source}: ${cmdb.pageOfRun(run.id)}`);
  const work = () => fillAndSettle(parts, names, selection, run);
  return parts.isDryRun ? work() : whileHolding(() => cmdb.renewLease(run.id, lease), say, work);
}

/** Sends what the inventory has, and has it planned and applied. */
async function fillAndSettle(
  parts: RunParts,
  names: ResolvedNames,
  selection: ViewSelection,
  run: Run,
): Promise<RunOutcome> {
  const { cmdb, say } = parts;
  const kept = new KeptRecords(await cmdb.listFingerprints(run.id));
  const totals = await transfer(parts, names, selection, run.id, kept);
  await cmdb.closeRun(run.id, { read: totals.read, errors: totals.unsent, complete: true });
  const planned = await planRun(cmdb, run.id);
  say(`planned: ${formatCounts(planned.counts)}`);
  for (const note of planned.notes) say(`note: ${note}`);
  if (parts.isDryRun) {
    await showChanges(cmdb, planned, say);
    for (const line of formatSummary(totals, planned.counts)) say(line);
    say('dry run: nothing was applied');
    return totals.faulty > 0 ? 'applied with faults' : 'applied';
  }
  const applied = await applyRun(cmdb, run.id, (reason) => say(`planning again: ${reason}`));
  for (const note of applied.notes) if (!planned.notes.includes(note)) say(`note: ${note}`);
  for (const line of formatSummary(totals, applied.counts)) say(line);
  for (const hold of applied.holds) say(`held back: ${hold.reason}`);
  if (applied.held > 0) say(`${applied.held} changes wait for a person: ${cmdb.pageOfRun(run.id)}`);
  return outcomeOf(applied, totals.faulty);
}

/** Starts the run, or says who is in its way. */
async function startUnlessBusy(
  { cmdb, source, mapping, isDryRun, say, slot, isPatient = true }: RunParts,
  names: ResolvedNames,
  lease: Lease,
): Promise<Run | undefined> {
  try {
    const more = { lease: isDryRun ? undefined : lease, slot };
    const start = () => cmdb.startRun(source, mapping.version, names.described, isDryRun, more);
    if (!isPatient) return await start();
    return await startRun(start, (reason) => say(`waiting: ${reason}`));
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    say(`nothing was done: ${error.message}`);
    return undefined;
  }
}

/** Asks the CMDB once which values are worth reading of the views that the mapping reads in part. */
async function limitViews(
  { mapping, source, cmdb, say }: RunParts,
  selection: ViewSelection,
): Promise<ViewSelection> {
  const wanted = new Map<string, WantedValues>();
  for (const { view, column, class: className, attribute } of mapping.views?.limits ?? []) {
    const values = await cmdb.listValues(className, attribute, source);
    wanted.set(view.toLowerCase(), toWantedValues(column, values));
    say(`${view}: rows of ${values.length} values that ${attribute} of ${className} has`);
  }
  return { ...selection, wanted };
}

interface Totals {
  read: number;
  /** Masters that became no record. They count as errors, so that their cards are not taken for gone. */
  unsent: number;
  /** Those, and records that the CMDB refused. */
  faulty: number;
}

/** Streams one snapshot of the inventory into the run. Memory holds one range of masters and one batch of records. */
async function transfer(
  { mapping, inventory, engine, cmdb, say }: RunParts,
  names: ResolvedNames,
  selection: ViewSelection,
  runId: string,
  kept: KeptRecords,
): Promise<Totals> {
  const hash = hasherOf({ connector: readVersion(import.meta.dirname), mapping: mapping.version, names });
  const shown = new Shown(say);
  const sender = new RecordSender(cmdb, runId, (sent) => say(`sent ${sent} records`));
  await inventory.beginSnapshot();
  let read = await countMastersWithoutId(inventory, selection.master);
  let unsent = read;
  let unchanged = 0;
  if (read > 0) say(`${read} rows of ${selection.master.name} have no id in their first column`);
  for await (const masters of readMasters(inventory, selection)) {
    const mapped = await mapMasters(masters, engine, names, { hash, kept });
    read += mapped.read;
    unsent += mapped.rejected.length;
    for (const message of mapped.messages) shown.say(message);
    for (const rejected of mapped.rejected) shown.say(formatFaulty(rejected));
    for (const record of mapped.records) await sender.add(record);
    for (const fingerprint of mapped.unchanged) await sender.addUnchanged(fingerprint);
    unchanged += mapped.unchanged.length;
  }
  await inventory.endSnapshot();
  await sender.finish();
  if (unchanged > 0) say(`as in the run before, and not mapped again: ${unchanged}`);
  for (const refused of sender.refused) shown.say(formatFaulty(refused));
  shown.sayRest();
  return { read, unsent, faulty: unsent + sender.refused.length };
}

/** Says the first of many lines and counts the rest. */
class Shown {
  readonly #say: Say;
  #count = 0;

  constructor(say: Say) {
    this.#say = say;
  }

  say(line: string): void {
    this.#count += 1;
    if (this.#count <= mostShown) this.#say(line);
  }

  sayRest(): void {
    if (this.#count > mostShown) this.#say(`and ${this.#count - mostShown} more of these`);
  }
}

/** Shows the first steps of a plan, each attribute old → new. */
export async function showChanges(cmdb: CmdbClient, run: Run, say: Say): Promise<void> {
  const changes = await cmdb.listChanges(run.id, mostChanges);
  for (const change of changes) say(formatChange(change));
  if (changes.length === mostChanges) say('… the CMDB shows the rest');
}
