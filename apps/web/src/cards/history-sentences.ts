import type { Difference, HistoryEntry } from '../api/types.ts';
import { cardTitle, formatDifference } from '../values/value-text.ts';

export type LabelOf = (attribute: string) => string;

/** Who did it: a person by name, a connector by its source. */
export function formatActor(change: HistoryEntry['change']): string {
  if (change.runId !== null) return `connector run ${change.source}`;
  if (change.source === 'seed') return 'the seeded model';
  return change.actor;
}

function listNames(differences: readonly Difference[], labelOf: LabelOf): string {
  return differences.map((difference) => labelOf(difference.attribute)).join(', ');
}

const IN_FULL = 2;
const LONGEST_IN_A_SENTENCE = 60;

function formatUpdate(differences: readonly Difference[], labelOf: LabelOf): string {
  const told = differences.map(
    (difference) => `${labelOf(difference.attribute)} ${formatDifference(difference)}`,
  );
  const short = told.every((text) => text.length <= LONGEST_IN_A_SENTENCE);
  if (differences.length === 0) return 'wrote this card again';
  if (differences.length <= IN_FULL && short) return `changed ${told.join(' and ')}`;
  if (differences.length === 1) return `changed ${listNames(differences, labelOf)}`;
  return `changed ${differences.length} attributes: ${listNames(differences, labelOf)}`;
}

function formatAll(differences: readonly Difference[], labelOf: LabelOf): string {
  return differences
    .map((difference) => `${labelOf(difference.attribute)} ${formatDifference(difference)}`)
    .join(', ');
}

/** The version goes without saying while there is one alone. */
function formatDocument({ document }: HistoryEntry): string {
  if (document === undefined) return 'a document';
  return document.version === 1 ? document.name : `${document.name}, version ${document.version}`;
}

function clip(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length <= LONGEST_IN_A_SENTENCE ? line : `${line.slice(0, LONGEST_IN_A_SENTENCE - 1)}…`;
}

/** What happened, without who: `changed RAM 3072 → 4096`. */
export function formatDeed(entry: HistoryEntry, labelOf: LabelOf): string {
  const other = entry.relation ? `${entry.relation.label} ${cardTitle(entry.relation.card)}` : 'a card';
  switch (entry.action) {
    case 'created':
      return 'created this card';
    case 'restored':
      return 'restored this card';
    case 'retired':
      return 'retired this card';
    case 'updated':
      if (entry.removed) return 'changed this card; what it was before is not kept any more';
      return formatUpdate(entry.differences, labelOf);
    case 'related':
      return `added the relation: ${other}`;
    case 'changed':
      return `changed the relation: ${other} (${formatAll(entry.differences, (name) => name)})`;
    case 'unrelated':
      return `ended the relation: ${other}`;
    case 'attached':
      return `attached ${formatDocument(entry)}`;
    case 'versioned':
      return `added version ${entry.document?.version} of ${entry.document?.name}`;
    case 'detached':
      return `took ${entry.document?.name} off this card`;
    case 'noted':
      return `noted “${clip(entry.note?.text ?? '')}”`;
    case 'struck':
      return `struck out the note “${clip(entry.note?.text ?? '')}”`;
  }
}

export interface HistoryEvent {
  change: HistoryEntry['change'];
  at: string;
  entries: HistoryEntry[];
}

/** Entries of one change are one event, and so are neighbours of one run: what was done together reads together. */
export function groupByChange(entries: readonly HistoryEntry[]): HistoryEvent[] {
  const events: HistoryEvent[] = [];
  for (const entry of entries) {
    const last = events.at(-1);
    if (last !== undefined && isSameEvent(last.change, entry.change)) last.entries.push(entry);
    else events.push({ change: entry.change, at: entry.at, entries: [entry] });
  }
  return events;
}

function isSameEvent(one: HistoryEntry['change'], other: HistoryEntry['change']): boolean {
  return one.id === other.id || (one.runId !== null && one.runId === other.runId);
}

const weight: Record<HistoryEntry['action'], number> = {
  created: 0,
  restored: 0,
  retired: 0,
  updated: 1,
  related: 2,
  changed: 2,
  unrelated: 2,
  attached: 3,
  versioned: 3,
  detached: 3,
  noted: 3,
  struck: 3,
};

/** What happened to the card itself is told before what happened around it. */
function byWeight(left: HistoryEntry, right: HistoryEntry): number {
  return weight[left.action] - weight[right.action];
}

function countRelations(entries: readonly HistoryEntry[]): string {
  return entries.length === 1 ? '1 relation' : `${entries.length} relations`;
}

/** `connector run ocs changed RAM 3072 → 4096`. */
export function formatEvent(event: HistoryEvent, labelOf: LabelOf): string {
  const actor = formatActor(event.change);
  const [first, ...others] = [...event.entries].sort(byWeight);
  if (first === undefined) return `${actor} changed nothing`;
  const deed = formatDeed(first, labelOf);
  if (others.length === 0) return `${actor} ${deed}`;
  const around = others.filter((entry) => entry.relation !== undefined);
  if (around.length < others.length) return `${actor} ${deed} and ${others.length} more`;
  if (first.relation !== undefined) return `${actor} changed ${countRelations(event.entries)}`;
  const relations = countRelations(around);
  if (first.action === 'created' || first.action === 'restored') return `${actor} ${deed} with ${relations}`;
  return `${actor} ${deed} and ${first.action === 'retired' ? `ended ${relations}` : relations}`;
}
