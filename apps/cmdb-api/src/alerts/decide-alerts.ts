import type { MissedSlot } from '@popis/schedule';

/** What is known of a source at a moment, as far as somebody may have to be told. */
export interface SourceFacts {
  source: string;
  /** The latest live run that nobody cancelled; `pending` = it is under way, or there has been none. */
  verdict: { outcome: 'good' | 'bad' | 'pending'; runId: string | null; reason: string | null };
  /** What waits for a person in all runs, as `action class`, and the latest of these. */
  waiting: { steps: readonly string[]; count: number; runId: string | null };
  /** Records in quarantine. */
  quarantined: number;
  /** The time of the schedule that passed without as much as a try, one of a full run before one of a delta. */
  missed: MissedSlot | null;
}

/** What people have been told of a source. */
export interface AlertState {
  failing: boolean;
  waiting: readonly string[];
  quarantined: number;
  missing: boolean;
  /** Only times of deltas were missed. */
  missingDeltas: boolean;
}

export type Trouble = 'failure' | 'waiting' | 'quarantine' | 'missed';

/** Something that changed, for people. */
export interface Alert {
  kind: Trouble | 'recovery';
  source: string;
  runId: string | null;
  /** What is over, of a recovery. */
  over: readonly Trouble[];
  /** What happened, in a sentence. */
  what: string;
}

/** Of a source that nothing was said of yet. */
export const nothingTold: AlertState = {
  ...{ failing: false, waiting: [], quarantined: 0 },
  ...{ missing: false, missingDeltas: false },
};

/**
 * Decides what people are to be told, and what they have been told then. Only what changed is said: a source that goes on
 * failing, waiting or missing its times says so once, and once that it is well again.
 */
export function decideAlerts(told: AlertState, facts: SourceFacts): { state: AlertState; alerts: Alert[] } {
  const alerts: Alert[] = [];
  const over: Trouble[] = [];
  const tell = (kind: Trouble, runId: string | null, what: string) => {
    alerts.push({ kind, source: facts.source, runId, over: [], what });
  };

  const { verdict, waiting, quarantined, missed, source } = facts;
  const failing = verdict.outcome === 'pending' ? told.failing : verdict.outcome === 'bad';
  if (failing && !told.failing) {
    tell(
      'failure',
      verdict.runId,
      `A run of ${source} has failed${verdict.reason ? `: ${verdict.reason}` : ''}`,
    );
  }
  if (told.failing && !failing) over.push('failure');

  if (waiting.steps.some((step) => !told.waiting.includes(step))) {
    const steps = `${waiting.count} changes of ${source} wait for a person: ${waiting.steps.join(', ')}`;
    tell('waiting', waiting.runId, steps);
  }
  if (told.waiting.length > 0 && waiting.steps.length === 0) over.push('waiting');

  if (quarantined > told.quarantined) {
    const what = `The quarantine of ${source} has grown from ${told.quarantined} to ${quarantined} records`;
    tell('quarantine', verdict.runId, what);
  }
  if (told.quarantined > 0 && quarantined === 0) over.push('quarantine');

  const [missing, missingDeltas] = [missed?.mode === 'full', missed?.mode === 'delta'];
  const toldMissing = told.missing || told.missingDeltas;
  // that full runs are missed too is news to whom was told of deltas alone
  if (missed !== null && (missing ? !told.missing : !toldMissing)) {
    const what = missing ? `${source} was to be run` : `What has changed in ${source} was to be read`;
    tell('missed', null, `${what} at ${missed.slot.toISOString()}, and nobody has started it`);
  }
  if (toldMissing && missed === null) over.push('missed');

  if (over.length > 0) {
    const what = `${source}: ${over.map((trouble) => overInWords[trouble]).join('; ')}`;
    alerts.push({ kind: 'recovery', source, runId: verdict.runId, over, what });
  }
  return { state: { failing, waiting: [...waiting.steps], quarantined, missing, missingDeltas }, alerts };
}

const overInWords: Readonly<Record<Trouble, string>> = {
  failure: 'the latest run went well',
  waiting: 'nothing waits for a person any more',
  quarantine: 'the quarantine is empty',
  missed: 'it is run again',
};
