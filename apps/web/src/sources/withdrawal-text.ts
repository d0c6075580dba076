import type { SourceWithdrawal } from '../api/sources.ts';
import { formatDifference } from '../values/value-text.ts';

type Counts = SourceWithdrawal['counts'];

/** What taking back does, in words that fit its preview, its progress and its report. */
const effects: readonly [keyof Counts, string][] = [
  ['retired', 'Cards that only this source has created and spoken of: they retire'],
  ['updated', 'Cards that get the values of the next source that says something'],
  ['unchanged', 'Cards of which others say the same, or a person holds the values'],
  ['relationsEnded', 'Relations between cards that stay which only this source has said: they end'],
  ['relationsHandedOver', 'Relations that others have said as well: they stay'],
  ['left', 'Left as they are, with the reason of each'],
];

export function withdrawalEffects(counts: Counts): (readonly [text: string, count: number])[] {
  return effects.filter(([name]) => counts[name] > 0).map(([name, text]) => [text, counts[name]]);
}

/** How many cards a withdrawal concerns, or has seen to so far. */
export function countCards({ retired, updated, unchanged }: Counts): number {
  return retired + updated + unchanged;
}

/** What would become of a card, after its class and key: `RAM 4096 → 4000, as snmp says`. */
export function describeExample({ action, becomes }: SourceWithdrawal['examples'][number]): string[] {
  if (action === 'retire') return ['retires'];
  return becomes.map(({ attribute, old, value, source }) => {
    const told = formatDifference({ old, new: value });
    return `${attribute} ${told}, ${source === null ? 'as in a new card' : `as ${source} says`}`;
  });
}

/** What would become of a relation: `PC-1 — Writer (ComputerSoftware) ends`. */
export function describeRelation({ domain, source, target, heir }: SourceWithdrawal['relations'][number]) {
  const [near, far] = [source, target].map((card) => card.key ?? `${card.class} (no key)`);
  return `${near} — ${far} (${domain}) ${heir === null ? 'ends' : `stays, as ${heir} says`}`;
}

/** Whether what was typed is the name of the source, to the letter. */
export function isConfirmed(typed: string, source: string): boolean {
  return typed.trim() === source;
}
