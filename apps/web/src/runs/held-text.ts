import type { HeldAction, HeldGroup, Hold, Run } from '../api/types.ts';
import { formatCount } from '../values/value-text.ts';

export const heldActions: readonly HeldAction[] = [
  'create',
  'update',
  'clear',
  'retire',
  'relate',
  'unrelate',
];

/** What would be done, before the label of the class. */
export const heldVerbs: Record<HeldAction, string> = {
  create: 'Create',
  update: 'Change',
  clear: 'Take values away from',
  retire: 'Retire',
  relate: 'Relate',
  unrelate: 'End relations of',
};

/** Why a group waits: a name and what is to be said under it. */
export type HoldFact = readonly [name: string, text: string];

function formatPercent(share: number): string {
  return `${Math.round(share * 1000) / 10} %`;
}

function formatSteps(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'step' : 'steps'}`;
}

function ruleOf({ cause, action }: Hold): string {
  if (cause === 'approval') return 'always asks for consent, however few they are';
  return action === 'quarantine' ? 'limit of records that cannot be told apart' : 'limit of one run';
}

function countOf({ action, count, population }: Hold): string {
  if (action === 'quarantine') return `${formatCount(count)} records in quarantine`;
  return `${formatCount(count)} of ${formatCount(population)} that the source knows`;
}

/** The rule that holds a group back, and how far beyond it the run would go. */
export function factsOf(hold: Hold): HoldFact[] {
  const facts: HoldFact[] = [
    ['Rule', ruleOf(hold)],
    ['Count', countOf(hold)],
    ['Share', formatPercent(hold.population === 0 ? 0 : hold.count / hold.population)],
  ];
  const limits = [
    ...(hold.limit?.number === undefined ? [] : [`more than ${formatCount(hold.limit.number)}`]),
    ...(hold.limit?.share === undefined ? [] : [`more than ${formatPercent(hold.limit.share)}`]),
  ];
  if (limits.length > 0) facts.push(['Waits when', limits.join(' and ')]);
  return facts;
}

/** The holds that speak of a group. A group can have none: a card may wait for what another group would do. */
export function holdsOf(run: Pick<Run, 'holds'>, group: Pick<HeldGroup, 'class' | 'action'>): Hold[] {
  return run.holds.filter((hold) => hold.class === group.class && hold.holds === group.action);
}

/** What is decided along with a group: `22 steps: retire Memory`. */
export function describeBeside(beside: HeldGroup['beside']): string {
  return beside.map((each) => `${formatSteps(each.steps)} ${each.action} ${each.class}`).join(', ');
}

/** What the counts of a run have in them that is not written; nothing where all is. */
export function describeHeldCounts({ held, dry }: Pick<Run, 'held' | 'dry'>): string | undefined {
  if (dry) return 'This run was only tried: nothing of it is ever written.';
  if (held === 0) return undefined;
  const what = held === 1 ? '1 step that waits and is' : `${formatSteps(held)} that wait and are`;
  return `These counts include ${what} not written.`;
}

/** What the page of a run says at its top, and what is to be done about it. */
export interface WaitingText {
  title: string;
  advice: string;
}

function describeWritten({ state, counts, held }: Run): string {
  if (state === 'planned') return 'The plan is not written yet.';
  const { create, update, retire, relate, unrelate, handover } = counts;
  const steps = create + update + retire + relate + unrelate + handover;
  return held < steps ? 'All the rest of the run is written.' : 'The run has nothing else to write.';
}

export function describeWaiting(run: Run, approved: number, decides: boolean): WaitingText {
  const held = formatSteps(run.held);
  if (run.dry) {
    return {
      title: `${held} would wait for a decision`,
      advice: 'This run was only tried: nothing of it is ever written, so there is nothing to decide.',
    };
  }
  const when = describeWritten(run);
  if (run.held === 0) {
    return {
      title: `${formatSteps(approved)} approved, not written yet`,
      advice: decides ? 'Everything is decided. Write it now.' : 'An administrator writes what was approved.',
    };
  }
  const next = decides
    ? 'Look at what waits, approve or refuse it, then write what you approved. A truncated export or a changed mapping looks like this too: if in doubt, refuse, and mend the source.'
    : 'An administrator decides on it.';
  return {
    title: `${held} ${run.held === 1 ? 'waits' : 'wait'} for a decision`,
    advice: `${when} ${next} What is not decided by the next full run of the source is planned anew.`,
  };
}
