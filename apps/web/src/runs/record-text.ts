import type { ReportedRecord } from '../api/types.ts';
import { formatCount } from '../values/value-text.ts';
import type { Tone } from './run-text.ts';
import { heldBeside, stateTags } from './step-text.ts';

type RecordStep = ReportedRecord['steps'][number];

/** What became of a record, at a glance. */
export interface RecordFate {
  label: string;
  tone: Tone;
}

/** Steps that are not written tell more of a record than those that are: what failed, then what waits. */
const pending = ['failed', 'held', 'approved', 'refused', 'superseded', 'cancelled', 'planned'] as const;

export function fateOf({ outcome, steps }: Pick<ReportedRecord, 'outcome' | 'steps'>): RecordFate {
  if (outcome === null) return { label: 'not planned yet', tone: 'plain' };
  if (outcome === 'quarantined') return { label: 'quarantined', tone: 'warn' };
  if (outcome === 'ignored' || outcome === 'unchanged') return { label: outcome, tone: 'plain' };
  const state = pending.find((each) => steps.some((step) => step.state === each));
  if (state === 'planned') return { label: 'planned', tone: 'plain' };
  if (state !== undefined) return stateTags[state] ?? { label: state, tone: 'plain' };
  if (steps.length === 0) return { label: 'unchanged', tone: 'plain' };
  const isNew = steps.some((step) => step.action === 'create' && !step.ofParts);
  return { label: isNew ? 'created' : 'changed', tone: 'good' };
}

const done: Record<RecordStep['action'], string> = {
  create: 'created',
  update: 'updated',
  retire: 'retired',
  relate: 'related',
  unrelate: 'unrelated',
  handover: 'left to another source',
  keep: 'kept against the source',
  quarantine: 'quarantined',
};

/** `2 parts created`, `its card: update (waits)`. */
export function describeRecordStep({ action, state, ofParts, count }: RecordStep): string {
  const what = ofParts ? `${formatCount(count)} ${count === 1 ? 'part' : 'parts'}` : 'its card';
  if (state === 'applied' || state === 'reported') return `${what} ${done[action]}`;
  return `${what}: ${action} (${stateTags[state]?.label ?? state})`;
}

/** Why a record is in quarantine, and why steps of it wait or failed; each reason once. */
export function explainRecord({
  reason,
  faults,
  steps,
}: Pick<ReportedRecord, 'reason' | 'faults' | 'steps'>): string[] {
  // The faults of a record are the whole of its reason.
  const ofRecord = faults.map(({ path, message }) => `${path} ${message}`.trim());
  if (ofRecord.length === 0 && reason !== null) ofRecord.push(reason);
  const ofSteps = steps.flatMap(({ fault, heldFor }) => [fault, heldFor]).filter((each) => each !== null);
  if (ofSteps.length === 0 && steps.some(({ state }) => state === 'held')) ofSteps.push(heldBeside);
  return [...new Set([...ofRecord, ...ofSteps])];
}

/** Whether the card that a record means is there: one that the run would create is not until then. */
export function hasCard({ cardId, steps }: Pick<ReportedRecord, 'cardId' | 'steps'>): boolean {
  return cardId !== null && !steps.some((step) => isOwnCreation(step) && step.state !== 'applied');
}

function isOwnCreation({ action, ofParts }: RecordStep): boolean {
  return action === 'create' && !ofParts;
}

/** Why no record is listed. */
export function explainNoRecords(
  { lastSeq }: { lastSeq: number },
  isFiltered: boolean,
): { title: string; text: string } {
  if (isFiltered)
    return {
      title: 'There are no such records',
      text: 'Nothing that the source sent is like this. “All” lists every record of the run.',
    };
  if (lastSeq === 0)
    return { title: 'No record came', text: 'The source has sent nothing in this run, or nothing yet.' };
  return {
    title: 'The records of this run are not kept any more',
    text: 'They are kept of the latest run of a source and of its latest full one. What the run did is in its changes.',
  };
}
