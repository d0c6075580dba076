import { ConflictError, InvalidInputError } from '@popis/errors';
import type { RunsCommand } from '../command-line.ts';
import { mostShown, type Say } from '../report.ts';
import type { CmdbClient } from '../submit/cmdb-client.ts';
import type { ListedRun, RunsClient } from '../submit/runs-client.ts';
import { applyRun } from '../submit/settle-run.ts';
import { outcomeOf, type RunOutcome } from './run-outcome.ts';
import { formatStatus, isGood, toSourceStatus, worstOutcome } from './source-status.ts';

type Cmdb = RunsClient & Pick<CmdbClient, 'getRun' | 'planRun' | 'applyRun'>;

/** Does what is asked of runs that the CMDB has. `source` is the one of the environment or the mapping. */
export function workOnRuns(cmdb: Cmdb, command: RunsCommand, source: string, say: Say): Promise<RunOutcome> {
  if (command.name === 'apply') return apply(cmdb, command.run, command.source ?? source, say);
  if (command.name === 'undo') return undo(cmdb, command, say);
  if (command.name === 'alert test') return testAlerts(cmdb, say);
  return tellStatus(cmdb, command.source, command.json, say);
}

async function apply(cmdb: Cmdb, id: string | undefined, source: string, say: Say): Promise<RunOutcome> {
  const runIds = id === undefined ? await listApplicable(cmdb, source) : [id];
  if (runIds.length === 0) say(`no run of ${source} waits to be applied`);
  const outcomes: RunOutcome[] = [];
  for (const runId of runIds) outcomes.push(await applyOne(cmdb, runId, say));
  return worstOutcome(outcomes.map((outcome) => ({ outcome })));
}

async function applyOne(cmdb: Cmdb, runId: string, say: Say): Promise<RunOutcome> {
  const before = await cmdb.getRun(runId);
  if (before.dry) throw new InvalidInputError(`The run ${runId} is a dry run: it can never be applied`);
  if (!canBeApplied(before)) {
    throw new ConflictError(`The run ${runId} is ${before.state}: only a planned or waiting run is applied`);
  }
  say(`applying run ${runId}: ${cmdb.pageOfRun(runId)}`);
  const applied = await applyRun(cmdb, runId, (reason) => say(`planning again: ${reason}`));
  for (const hold of applied.holds) say(`held back: ${hold.reason}`);
  say(`${applied.state}; ${applied.held} changes wait for a person, ${applied.counts.failed} failed`);
  return outcomeOf(applied, 0);
}

/** The runs of the source that can be applied, the oldest first: those that wait, and the latest if it is planned. */
async function listApplicable(cmdb: Cmdb, source: string): Promise<string[]> {
  const waiting = await cmdb.listWaiting(source);
  const latest = await findLatest(cmdb, source);
  const planned = latest?.state === 'planned' ? [latest.id] : [];
  return [...waiting.map((run) => run.id).reverse(), ...planned];
}

async function findLatest(cmdb: Cmdb, source: string): Promise<ListedRun | undefined> {
  for (let cursor: string | null = null; ; ) {
    const page = await cmdb.listRuns(source, cursor);
    const latest = page.items.find((run) => !run.dry && run.state !== 'cancelled');
    if (latest !== undefined || page.next === null) return latest;
    cursor = page.next;
  }
}

function canBeApplied(run: Pick<ListedRun, 'state' | 'dry'>): boolean {
  return !run.dry && (run.state === 'planned' || run.state === 'waiting');
}

async function undo(
  cmdb: Cmdb,
  { run, reason, dryRun }: Extract<RunsCommand, { name: 'undo' }>,
  say: Say,
): Promise<RunOutcome> {
  const undone = await cmdb.undoRun(run, { dry: dryRun, ...(reason === undefined ? {} : { reason }) });
  const counts = Object.entries(undone.counts).map(([what, count]) => `${what} ${count}`);
  say(`${dryRun ? 'the undo would be' : 'undone'}: ${counts.join(', ')}`);
  for (const each of undone.left.slice(0, mostShown)) {
    const attribute = each.attribute === null ? '' : ` ${each.attribute}`;
    say(`left: ${each.class} ${each.key ?? each.cardId}${attribute}: ${each.reason}`);
  }
  if (undone.counts.left > mostShown) say(`and ${undone.counts.left - mostShown} more of these`);
  say(`see ${cmdb.pageOfRun(run)}`);
  return undone.counts.left > 0 ? 'applied with faults' : 'applied';
}

/** Failed unless a test alert was taken by every way that is set up, and there is one. */
async function testAlerts(cmdb: Cmdb, say: Say): Promise<RunOutcome> {
  const channels = await cmdb.testAlerts();
  for (const { channel, fault } of channels)
    say(`${channel}: ${fault === null ? 'sent' : `not sent: ${fault}`}`);
  if (channels.length === 0)
    say('the CMDB has no way to send alerts: set ALERT_WEBHOOK_URL or ALERT_MAIL_TO there');
  return channels.length > 0 && channels.every(({ fault }) => fault === null) ? 'applied' : 'failed';
}

async function tellStatus(
  cmdb: Cmdb,
  only: string | undefined,
  asJson: boolean,
  say: Say,
): Promise<RunOutcome> {
  const now = new Date();
  const sources = only === undefined ? await cmdb.listSourcesWithRuns() : [only];
  const statuses = [];
  for (const source of sources) {
    const runs = await listUntilGood(cmdb, source);
    const quarantined = await cmdb.countQuarantined(source);
    const { lastGoodFull } = await cmdb.getStanding(source);
    const waiting = await cmdb.listWaiting(source);
    const held = waiting.reduce((sum, run) => sum + run.held, 0);
    statuses.push(toSourceStatus(source, runs, { held, quarantined, lastGoodFull }, now));
  }
  if (asJson) say(JSON.stringify({ at: now.toISOString(), sources: statuses }));
  else for (const status of statuses) for (const line of formatStatus(status)) say(line);
  if (!asJson && statuses.length === 0) say('no source has had a run');
  return worstOutcome(statuses);
}

/** Runs of a source, the newest first, at least as far back as the last good one. */
async function listUntilGood(cmdb: Cmdb, source: string): Promise<ListedRun[]> {
  const runs: ListedRun[] = [];
  for (let cursor: string | null = null, more = true; more; ) {
    const page = await cmdb.listRuns(source, cursor);
    runs.push(...page.items);
    cursor = page.next;
    more = cursor !== null && !runs.some(isGood);
  }
  return runs;
}
