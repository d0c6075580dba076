import type { ComparedCard, Run, RunAction } from '../api/types.ts';
import { formatCount } from '../values/value-text.ts';

/** Cards of a class that one plan treats like this and the other like that. */
export interface ComparedGroup {
  /** What is said of them all. */
  sentence: string;
  cards: ComparedCard[];
}

/** What ends something first: it is what a run is compared for. */
const actions: readonly RunAction[] = [
  'retire',
  'unrelate',
  'quarantine',
  'update',
  'create',
  'relate',
  'handover',
  'keep',
];

const verbs: Record<RunAction, { now: string; before: string }> = {
  retire: { now: 'retires', before: 'retired' },
  unrelate: { now: 'ends relations of', before: 'ended relations of' },
  quarantine: { now: 'cannot identify', before: 'could not identify' },
  update: { now: 'changes', before: 'changed' },
  create: { now: 'creates', before: 'created' },
  relate: { now: 'relates', before: 'related' },
  handover: { now: 'leaves relations to other sources of', before: 'left relations to other sources of' },
  keep: { now: 'keeps values against the source in', before: 'kept values against the source in' },
};

/** The run that a run is compared with: the latest one before it whose plan says something of the whole source. */
export function findRunBefore(run: Run, runs: readonly Run[]): Run | undefined {
  const [latest] = runs
    .filter((each) => each.id !== run.id && each.startedAt < run.startedAt && each.mode === run.mode)
    .filter((each) => ['planned', 'waiting', 'applied'].includes(each.state))
    .toSorted((left, right) => right.startedAt.localeCompare(left.startedAt));
  return latest;
}

/** Cards that two plans treat differently, in groups with a sentence each: what retires first, then the largest. */
export function groupCompared(
  cards: readonly ComparedCard[],
  labelOf: (className: string) => string,
): ComparedGroup[] {
  const groups = new Map<string, { cards: ComparedCard[]; one: RunAction[]; other: RunAction[] }>();
  for (const card of cards) {
    const [one, other] = [actionsOf(card.one), actionsOf(card.other)];
    const key = [card.class, one.join(), other.join()].join(' / ');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { cards: [card], one, other });
    else group.cards.push(card);
  }
  return [...groups.values()]
    .toSorted((left, right) => rankOf(left.one) - rankOf(right.one) || right.cards.length - left.cards.length)
    .map((group) => ({ cards: group.cards, sentence: describeGroup(group, labelOf) }));
}

function describeGroup(
  {
    cards,
    one,
    other,
  }: { cards: readonly ComparedCard[]; one: readonly RunAction[]; other: readonly RunAction[] },
  labelOf: (className: string) => string,
): string {
  const what = `${formatCount(cards.length)} ${labelOf(cards[0]?.class ?? '')}`;
  if (one.join() === other.join())
    return `This run ${tell(one, 'now')} ${what} otherwise than the run before.`;
  const before = other.length === 0 ? 'left as it was' : tell(other, 'before');
  if (one.length === 0) return `This run leaves ${what} as it is that the run before ${before}.`;
  return `This run ${tell(one, 'now')} ${what} that the run before ${before}.`;
}

function tell(list: readonly RunAction[], when: 'now' | 'before'): string {
  return list.map((action) => verbs[action][when]).join(' and ');
}

function actionsOf(steps: ComparedCard['one']): RunAction[] {
  return actions.filter((action) => steps.some((step) => step.action === action));
}

function rankOf(list: readonly RunAction[]): number {
  const [first] = list;
  return first === undefined ? actions.length : actions.indexOf(first);
}
