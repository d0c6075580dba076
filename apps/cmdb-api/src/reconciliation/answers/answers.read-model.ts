import type { Evidence, QuarantineAnswer, UsableEvidence } from '@popis/reconciliation';
import { z } from 'zod';
import {
  type ChangeWindow,
  isWithin,
  type OfChange,
  toInstant,
  windowValues,
} from '../../changes/change-window.ts';
import type { Tx } from '../../platform/database/database.ts';
import { readCursor, writeCursor } from '../../platform/http/paging.ts';
import { keyOf } from '../current-state.read-model.ts';
import { recordBody } from '../run-records.repository.ts';
import type { Page } from '../runs.read-model.ts';
import type { StoredAnswer } from './answer-attestation.ts';

const content = `held.id, held.source, held.class, held.key, held.evidence, held.answer, held.card_id AS "cardId"`;

/** A standing answer, with who gave it, when and why. */
export interface AnswerRow extends StoredAnswer {
  changeId: string;
  validFrom: Date;
  actor: string;
  reason: string | null;
}

const withChange = `${content}, held.change_id AS "changeId", held.valid_from AS "validFrom", change.actor, change.reason`;
const standing =
  'quarantine_answer AS held JOIN change ON change.id = held.change_id AND held.valid_to IS NULL';

/** The standing answers to records of a source, the newest first: ids are made in the order of time. */
export async function listAnswers(
  tx: Tx,
  source: string,
  query: { limit: number; cursor?: string | undefined },
): Promise<Page<AnswerRow>> {
  const before = readCursor(z.uuid(), query.cursor) ?? null;
  const rows: AnswerRow[] = await tx.query(
    `SELECT ${withChange} FROM ${standing} WHERE held.source = $1 AND ($2::uuid IS NULL OR held.id < $2)
     ORDER BY held.id DESC LIMIT $3`,
    [source, before, query.limit + 1],
  );
  const [{ total }] = await tx.query(
    'SELECT count(*)::integer AS total FROM quarantine_answer WHERE source = $1 AND valid_to IS NULL',
    [source],
  );
  const items = rows.slice(0, query.limit);
  const last = items.at(-1);
  return { items, total, next: rows.length > query.limit && last ? writeCursor(last.id) : null };
}

/** All standing answers to records of a source, as planning wants them. */
export async function readAnswers(tx: Tx, source: string): Promise<QuarantineAnswer[]> {
  const rows: AnswerRow[] = await tx.query(`SELECT ${withChange} FROM ${standing} WHERE held.source = $1`, [
    source,
  ]);
  return rows.map(toAnswer);
}

function toAnswer({ id, class: className, key, evidence, cardId, ...row }: AnswerRow): QuarantineAnswer {
  const given = { by: row.actor, at: row.validFrom.toISOString(), reason: row.reason ?? '' };
  const identity = { id, class: className, key, evidence, ...given };
  return cardId === null
    ? { ...identity, answer: 'ignore', cardId }
    : { ...identity, answer: 'same-card', cardId };
}

/** One standing answer of a source. */
export async function findAnswer(tx: Tx, source: string, id: string): Promise<AnswerRow | undefined> {
  const rows = await tx.query(
    `SELECT ${withChange} FROM ${standing} WHERE held.source = $1 AND held.id = $2`,
    [source, id],
  );
  return rows[0];
}

/** The standing answer to what is known by exactly this. */
export async function findAnswerTo(
  tx: Tx,
  source: string,
  identity: { class: string; key: string; evidence: UsableEvidence },
): Promise<AnswerRow | undefined> {
  const rows = await tx.query(
    `SELECT ${withChange} FROM ${standing}
     WHERE held.source = $1 AND held.class = $2 AND held.key = $3 AND held.evidence = $4::jsonb`,
    [source, identity.class, identity.key, JSON.stringify(identity.evidence)],
  );
  return rows[0];
}

/** A card that an answer names. */
export interface AnsweredCardRow {
  id: string;
  class: string;
  key: string | null;
}

/** Those of the cards that stand, each with its value of an attribute. */
export async function listKeysOfCards(
  tx: Tx,
  ids: readonly string[],
  keyAttribute: string,
): Promise<AnsweredCardRow[]> {
  return tx.query(
    `SELECT card.id, class.name AS class, ${keyOf('$2')} AS key
     FROM card JOIN class ON class.id = card.class_id WHERE card.id = ANY($1::uuid[])`,
    [ids, keyAttribute],
  );
}

/** The attribute by which the records of a class name their cards in a run; `undefined` when no record says it. */
export async function findKeyAttribute(
  tx: Tx,
  runId: string,
  className: string,
): Promise<string | undefined> {
  const rows = await tx.query(
    `SELECT (SELECT name FROM json_object_keys(${recordBody} -> 'key') AS name LIMIT 1) AS attribute
     FROM run_record WHERE run_record.run_id = $1 AND run_record.class = $2 AND run_record.faults IS NULL LIMIT 1`,
    [runId, className],
  );
  return rows[0]?.attribute;
}

/** A record in quarantine, as far as an answer to it needs. */
export interface DoubtedRow {
  id: string;
  source: string;
  class: string;
  key: string;
  kind: string;
  keyAttribute: string;
  evidence: Evidence | null;
}

const doubtedColumns = `quarantine.id, quarantine.source, quarantine.class, quarantine.key, quarantine.kind,
  quarantine.key_attribute AS "keyAttribute", quarantine.evidence`;

export async function findDoubted(tx: Tx, id: string): Promise<DoubtedRow | undefined> {
  const rows = await tx.query(`SELECT ${doubtedColumns} FROM quarantine WHERE quarantine.id = $1`, [id]);
  return rows[0];
}

/** What waits of a source under a class and a key. */
export async function listDoubted(
  tx: Tx,
  { source, class: className, key }: DoubtedRow,
): Promise<DoubtedRow[]> {
  return tx.query(
    `SELECT ${doubtedColumns} FROM quarantine
     WHERE quarantine.source = $1 AND quarantine.resolved_at IS NULL AND quarantine.class = $2
       AND btrim(quarantine.key) = btrim($3)`,
    [source, className, key],
  );
}

/** What changes wrote to answers, read again from the table: its attested form must give their hashes. */
export async function readAnswerWorks(tx: Tx, window: ChangeWindow) {
  const begun: (StoredAnswer & OfChange)[] = await tx.query(
    `SELECT ${content}, held.change_id AS "changeId", ${toInstant('held.valid_from')} AS instant
     FROM quarantine_answer AS held WHERE ${isWithin('held.change_id', window)}`,
    windowValues(window),
  );
  const ended: ({ id: string } & OfChange)[] = await tx.query(
    `SELECT held.id, held.ended_change_id AS "changeId", ${toInstant('held.valid_to')} AS instant
     FROM quarantine_answer AS held WHERE ${isWithin('held.ended_change_id', window)}`,
    windowValues(window),
  );
  return { begun, ended };
}
