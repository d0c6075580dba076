import type { SourceDetail } from '../api/sources.ts';
import { formatCount } from '../values/value-text.ts';
import { describeCron } from './cron-words.ts';

export type Schedule = NonNullable<SourceDetail['schedule']>;
type Missed = Schedule['missed'];

/** At which times runs start: in words, or as it was written where it has none. */
export function describeTimes({ cron, zone }: Pick<Schedule, 'cron' | 'zone'>): string {
  return `${describeCron(cron) ?? `At the times of “${cron}”`}, by the clock of ${zone}`;
}

/** At which times only what has changed is read. */
export function describeDeltas({ deltaCron, zone }: Pick<Schedule, 'deltaCron' | 'zone'>): string {
  if (deltaCron === null) return 'None: every run reads everything';
  return `${describeTimes({ cron: deltaCron, zone })}: only what has changed is read; at a time of both, everything`;
}

/** How much later than its times a run may start. */
export function describeJitter(jitterSeconds: number): string {
  if (jitterSeconds === 0) return 'Runs start exactly then';
  return `Each starts up to ${formatSeconds(jitterSeconds)} later, by a delay of this source’s own`;
}

export const missedChoices: readonly { missed: Missed; label: string; text: string }[] = [
  {
    missed: 'run-once',
    label: 'One run makes up for all of them',
    text: 'One run makes up for all times that passed without one, as soon as it can',
  },
  {
    missed: 'skip',
    label: 'They are left out',
    text: 'A time that passed without a run is left out: more than five minutes late is too late',
  },
];

export function describeMissed(missed: Missed): string {
  return missedChoices.find((each) => each.missed === missed)?.text ?? missed;
}

function formatSeconds(seconds: number): string {
  const [size, unit] =
    seconds % 3_600 === 0 ? [3_600, 'hour'] : seconds % 60 === 0 ? [60, 'minute'] : [1, 'second'];
  const count = seconds / size;
  return `${formatCount(count)} ${unit}${count === 1 ? '' : 's'}`;
}

/** A schedule as it is written: every field is text until the server has taken it. */
export interface ScheduleDraft {
  isOn: boolean;
  cron: string;
  /** Nothing for none. */
  deltaCron: string;
  zone: string;
  jitterSeconds: string;
  missed: Missed;
}

/** What a dialog begins with: what stands, or every night where the reader is. */
export function toScheduleDraft(standing: Schedule | null, zone: string): ScheduleDraft {
  if (standing === null)
    return { isOn: false, cron: '0 2 * * *', deltaCron: '', zone, jitterSeconds: '0', missed: 'run-once' };
  const { cron, deltaCron, missed, jitterSeconds } = standing;
  return {
    ...{ isOn: true, cron, deltaCron: deltaCron ?? '', zone: standing.zone, missed },
    jitterSeconds: String(jitterSeconds),
  };
}

/** What is sent of a draft; `undefined` while the delay is no whole number, which the server could not be told. */
export function fromScheduleDraft(
  draft: ScheduleDraft,
): Omit<Schedule, 'since' | 'setBy'> | null | undefined {
  if (!draft.isOn) return null;
  if (!/^\d+$/.test(draft.jitterSeconds.trim())) return undefined;
  const [cron, deltaCron, zone] = [draft.cron.trim(), draft.deltaCron.trim(), draft.zone.trim()];
  return {
    ...{ cron, deltaCron: deltaCron === '' ? null : deltaCron, zone, missed: draft.missed },
    jitterSeconds: Number(draft.jitterSeconds),
  };
}
