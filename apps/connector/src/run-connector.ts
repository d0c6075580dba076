import { ConflictError } from '@popis/errors';
import { readVersion } from '@popis/runtime';
import type { CsvFolder } from './extract/csv/csv-folder.ts';
import type { Extract, Marks } from './extract/extract.ts';
import type { InventoryDatabase } from './extract/inventory-database.ts';
import { openExtract } from './extract/open-extract.ts';
import { mapMasters } from './map-masters.ts';
import type { Mapping } from './mapping/mapping-folder.ts';
import type { XsltEngine } from './mapping/xslt-engine.ts';
import { formatChange, formatCounts, formatFaulty, mostShown, type Say } from './report.ts';
import { outcomeOf, type RunOutcome } from './runs/run-outcome.ts';
import type { CmdbClient, Run, Slot } from './submit/cmdb-client.ts';
import { chooseBase, type DeltaBase, demandMarks, findBasis } from './submit/delta-base.ts';
import { hasherOf, KeptRecords } from './submit/fingerprints.ts';
import { givingUpOnFailure } from './submit/give-up.ts';
import { RecordSender } from './submit/record-sender.ts';
import { type ResolvedNames, resolveNames } from './submit/resolve-names.ts';
import { beatMs, type Lease, newLease, whileHolding } from './submit/run-lease.ts';
import { applyRun, planRun, startRun } from './submit/settle-run.ts';
import { type Telling, tellPerson } from './telling.ts';

/** Everything a run works with; it opens and closes none of it. */
export interface RunParts {
  readonly mapping: Mapping;
  readonly source: string;
  readonly engine: XsltEngine;
  readonly inventory: InventoryDatabase | CsvFolder;
  readonly cmdb: CmdbClient;
  readonly isDryRun: boolean;
  /** Whether only what has changed since the run before is read, as far as that is enough. */
  readonly isDelta?: boolean;
  /** Hears of the progress. */
  readonly say: Say;
  /** Hears what the run comes to; without it, so does `say`. */
  readonly telling?: Telling;
  /** The time of the schedule that the run is for. */
  readonly slot?: Slot;
  /** Whether another run of the source is waited for; without it, it is. */
  readonly isPatient?: boolean;
  /** How long the run is held without a sign of life. */
  readonly leaseSeconds: number;
  /** Hears which run it is. */
  readonly onStart?: (runId: string) => void;
}

/** Planned changes a dry run shows; the CMDB shows the rest. */
const mostChanges = 200;

/** One run from the first row to the last card: extract → map → submit → plan → apply. */
export async function runConnector(parts: RunParts): Promise<RunOutcome> {
  const { mapping, cmdb, say } = parts;
  const names = await resolveNames(cmdb, mapping.described);
  const extract = await openExtract(parts);
  try {
    if (parts.isDelta) demandMarks(mapping.name, extract);
    say(`reading ${extract.names.join(', ')}`);
    for (const note of extract.notes) say(note);
    return await runWith(parts, names, extract);
  } finally {
    await extract.close();
  }
}

async function runWith(parts: RunParts, names: ResolvedNames, extract: Extract): Promise<RunOutcome> {
  const { mapping, source, cmdb, say } = parts;
  await cmdb.putSource(source, `Inventory by the mapping ${mapping.name}`);
  const lease = newLease(parts.leaseSeconds);
  const basis = await findBasis(cmdb, extract, [readVersion(import.meta.dirname), mapping.version, names]);
  const started = await startUnlessBusy(parts, names, lease, basis);
  if (started === undefined) return 'busy';
  const { run, since } = started;
  parts.onStart?.(run.id);
  say(`run ${run.id} of the source ${source}: ${cmdb.pageOfRun(run.id)}`);
  const reading = { names, extract, basis, since };
  const work = () => fillAndSettle(parts, reading, run);
  return givingUpOnFailure(cmdb, run.id, say, () =>
    parts.isDryRun ? work() : whileHolding(() => cmdb.renewLease(run.id, lease), say, work, beatMs(lease)),
  );
}

/** How the source is read for a run. */
interface Reading {
  readonly names: ResolvedNames;
  readonly extract: Extract;
  /** Names all that decides what rows become, where the source has change marks. */
  readonly basis: string | undefined;
  /** Only what has changed since; without it, everything. */
  readonly since: DeltaBase | undefined;
}

/** Sends what the inventory has, and has it planned and applied. */
async function fillAndSettle(parts: RunParts, reading: Reading, run: Run): Promise<RunOutcome> {
  const { cmdb, say, telling = tellPerson(say) } = parts;
  // What a delta run reads has changed: hardly anything of it was kept.
  const kept = new KeptRecords(reading.since === undefined ? await cmdb.listFingerprints(run.id) : []);
  const totals = await transfer(parts, reading, run.id, kept);
  await cmdb.closeRun(run.id, { read: totals.read, errors: totals.unsent, complete: true });
  const planned = await planRun(cmdb, run.id);
  say(`planned: ${formatCounts(planned.counts)}`);
  for (const note of planned.notes) telling.note(note);
  const { read, faulty } = totals;
  const mode = reading.since === undefined ? 'full' : 'delta';
  const about = { run: run.id, page: cmdb.pageOfRun(run.id), mode, read, faulty } as const;
  if (parts.isDryRun) {
    await showChanges(cmdb, planned, say);
    telling.end({ ...about, counts: planned.counts, held: 0, holds: [] });
    say('dry run: nothing was applied');
    return totals.faulty > 0 ? 'applied with faults' : 'applied';
  }
  const applied = await applyRun(cmdb, run.id, (reason) => say(`planning again: ${reason}`));
  for (const note of applied.notes) if (!planned.notes.includes(note)) telling.note(note);
  const { counts, held } = applied;
  telling.end({ ...about, counts, held, holds: applied.holds.map((hold) => hold.reason) });
  return outcomeOf(applied, totals.faulty);
}

interface Started {
  readonly run: Run;
  /** What it builds on; without it, everything is read. */
  readonly since: DeltaBase | undefined;
}

/** Starts the run, or says who is in its way. What to build on is asked anew each time: whoever was in its way may be it. */
async function startUnlessBusy(
  parts: RunParts,
  names: ResolvedNames,
  lease: Lease,
  basis: string | undefined,
): Promise<Started | undefined> {
  const { cmdb, source, mapping, isDryRun, isDelta, say, slot, isPatient = true } = parts;
  async function start() {
    const chosen =
      isDelta && basis !== undefined ? chooseBase(await cmdb.getMarks(source), basis) : { whole: undefined };
    const since = 'run' in chosen ? chosen : undefined;
    const more = { lease: isDryRun ? undefined : lease, slot, since: since?.run };
    const run = await cmdb.startRun(source, mapping.version, names.described, isDryRun, more);
    return { run, since, whole: 'whole' in chosen ? chosen.whole : undefined };
  }
  try {
    const started = isPatient ? await startRun(start, (reason) => say(`waiting: ${reason}`)) : await start();
    if (started.whole !== undefined) say(`everything is read: ${started.whole}`);
    return started;
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    say(`nothing was done: ${error.message}`);
    return undefined;
  }
}

interface Totals {
  read: number;
  /** Masters that became no record. They count as errors, so that their cards are not taken for gone. */
  unsent: number;
  /** Those, and records that the CMDB refused. */
  faulty: number;
}

/** Streams one state of the source into the run. Memory holds one range of masters and one batch of records. */
async function transfer(
  { mapping, engine, cmdb, say, telling = tellPerson(say) }: RunParts,
  { names, extract, basis, since }: Reading,
  runId: string,
  kept: KeptRecords,
): Promise<Totals> {
  const hash = hasherOf({ connector: readVersion(import.meta.dirname), mapping: mapping.version, names });
  const shown = new Shown(telling.record);
  const sender = new RecordSender(cmdb, runId, (sent) => say(`sent ${sent} records`));
  let read = 0;
  let unsent = 0;
  let unchanged = 0;
  let marks: Marks | undefined;
  for await (const { masters, rejected: unread, unread: unreadCount, marked } of extract.read(since?.marks)) {
    if (marked?.changed !== undefined)
      say(`changed since the run ${since?.run}: ${marked.changed} of ${marked.masters}`);
    marks ??= marked?.kept;
    const mapped = await mapMasters(masters, engine, names, { hash, kept });
    read += mapped.read + unreadCount;
    unsent += mapped.rejected.length + unreadCount;
    for (const message of mapped.messages) shown.say(message);
    for (const rejected of [...unread, ...mapped.rejected]) shown.say(formatFaulty(rejected));
    for (const record of mapped.records) await sender.add(record);
    for (const fingerprint of mapped.unchanged) await sender.addUnchanged(fingerprint);
    unchanged += mapped.unchanged.length;
  }
  await sender.finish();
  if (marks !== undefined && basis !== undefined) await cmdb.putMarks(runId, basis, marks);
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
