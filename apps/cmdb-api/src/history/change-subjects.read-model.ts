import { Binder } from '../cards/list-scope.ts';
import { type ChangeWindow, isWithin, windowValues } from '../changes/change-window.ts';
import type { Tx } from '../platform/database/database.ts';
import type { ChangeKind, Subject } from './change-filter.ts';

/** That a change wrote something of a kind. */
export interface ChangeSubject {
  changeId: string;
  kind: ChangeKind;
}

/** What changes of the window wrote about a subject, each kind once a change. It may have changes of other windows in it. */
export async function readSubjects(tx: Tx, window: ChangeWindow, subject: Subject): Promise<ChangeSubject[]> {
  const binder = new Binder(windowValues(window));
  const sources = listSources(binder, subject, (column) => isWithin(column, window));
  if (sources.length === 0) return [];
  return tx.query(
    `SELECT DISTINCT written.id AS "changeId", written.kind FROM (${sources.join(' UNION ALL ')}) AS written`,
    binder.values,
  );
}

/** Changes that wrote about a card, in no order; `undefined` when there are more than so many. */
export async function findFewOfCard(tx: Tx, card: string, most: number): Promise<string[] | undefined> {
  const binder = new Binder();
  const subject = { classes: undefined, card, kind: undefined };
  const sources = listSources(binder, subject, () => 'true').join(' UNION ALL ');
  const rows: { id: string }[] = await tx.query(
    `SELECT written.id FROM (${sources}) AS written LIMIT ${binder.bind(most + 1)}`,
    binder.values,
  );
  return rows.length > most ? undefined : [...new Set(rows.map(({ id }) => id))];
}

type Within = (column: string) => string;

/** A statement for each column that names a change, of what can be about the subject. */
function listSources(binder: Binder, subject: Subject, within: Within): string[] {
  const of = (kind: ChangeKind, column: string, from: string, condition = 'true') =>
    `SELECT ${column} AS id, '${kind}' AS kind FROM ${from} WHERE ${within(column)} AND ${condition}`;
  const about = toConditions(binder, subject);
  const sources: Partial<Record<ChangeKind, string[]>> = {
    card: [
      of('card', 'held.change_id', 'card AS held', about.card('held')),
      of('card', 'past.change_id', 'card_history AS past', about.card('past')),
      of('card', 'past.ended_change_id', 'card_history AS past', about.card('past')),
      of('card', 'removed.change_id', removed, about.removed(['card', 'endedCard'])),
    ],
    relation: [
      of('relation', 'held.change_id', 'relation AS held', about.relation('held')),
      of('relation', 'past.change_id', 'relation_history AS past', about.relation('past')),
      of('relation', 'past.ended_change_id', 'relation_history AS past', about.relation('past')),
      of('relation', 'removed.change_id', removed, about.removed(['relation', 'endedRelation'])),
    ],
    document: [
      of('document', 'link.change_id', 'document_link AS link', about.hanging('link')),
      of('document', 'link.ended_change_id', 'document_link AS link', about.hanging('link')),
      of('document', 'version.change_id', versions, about.hanging('link')),
    ],
    note: [
      of('note', 'note.change_id', 'journal_note AS note', about.hanging('note')),
      of('note', 'note.struck_change_id', 'journal_note AS note', about.hanging('note')),
    ],
  };
  if (subject.classes === undefined && subject.card === undefined) {
    sources.view = [
      of('view', 'view.change_id', 'saved_view AS view'),
      of('view', 'view.ended_change_id', 'saved_view AS view'),
    ];
    sources.model = [of('model', 'model.change_id', 'model_change AS model')];
    sources.removal = [of('removal', 'purge.change_id', 'purge')];
  }
  return subject.kind === undefined ? Object.values(sources).flat() : (sources[subject.kind] ?? []);
}

const removed = 'removed_item AS removed JOIN purge ON purge.change_id = removed.purge_id';

/** A version of a document, on each card where the document hung then. */
const versions = `document_version AS version JOIN document_link AS link ON link.document_id = version.document_id
  AND link.valid_from <= version.valid_from AND (link.valid_to IS NULL OR version.valid_from < link.valid_to)`;

/** Conditions that what stands in a table is about the subject. */
function toConditions(binder: Binder, { classes, card }: Subject) {
  const ids = classes === undefined ? undefined : `(${classes.ids.join(', ') || 'NULL'})`;
  const one = card === undefined ? undefined : `${binder.bind(card)}::uuid`;
  const names = classes === undefined ? undefined : `${binder.bind(classes.names)}::text[]`;
  const all = (...conditions: (string | undefined)[]) =>
    conditions.filter((condition) => condition !== undefined).join(' AND ') || 'true';
  return {
    card: (alias: string) => all(ids && `${alias}.class_id IN ${ids}`, one && `${alias}.id = ${one}`),
    relation: (alias: string) =>
      all(
        ids && `(${alias}.source_class IN ${ids} OR ${alias}.target_class IN ${ids})`,
        one && `(${alias}.source_id = ${one} OR ${alias}.target_id = ${one})`,
      ),
    // Of a relation that was removed only the classes of its ends are left.
    removed: (kinds: readonly string[]) =>
      all(
        `removed.kind IN (${kinds.map((kind) => `'${kind}'`).join(', ')})`,
        names && `(purge.class = ANY (${names}) OR purge.other = ANY (${names}))`,
        one && `removed.item_id = ${one}`,
      ),
    hanging: (alias: string) =>
      all(
        ids &&
          `(EXISTS (SELECT FROM card AS held WHERE held.class_id IN ${ids} AND held.id = ${alias}.card_id)
          OR EXISTS (SELECT FROM card_history AS past WHERE past.class_id IN ${ids} AND past.id = ${alias}.card_id))`,
        one && `${alias}.card_id = ${one}`,
      ),
  };
}
