import type { Fault } from '@popis/errors';
import type { JsonValue } from '@popis/model';
import type { PlanAction } from '@popis/reconciliation';
import { z } from 'zod';
import type { Tx } from '../platform/database/database.ts';
import { readCursor, writeCursor } from '../platform/http/paging.ts';
import type { Page } from './runs.read-model.ts';

export type StepState = 'planned' | 'applied' | 'failed' | 'reported';

/** A step of a plan, for the eyes of people. */
export interface PlanStepRow {
  seq: number;
  action: PlanAction;
  class: string;
  key: string | null;
  cardId: string | null;
  reason: string;
  differences: { attribute: string; old: JsonValue; new: JsonValue }[];
  relation: { domain: string; direction: 'directed' | 'inverted'; masterId: string } | null;
  state: StepState;
  fault: string | null;
}

const steps = `run_change JOIN run_unit ON run_unit.run_id = run_change.run_id AND run_unit.unit = run_change.unit`;
const seqCursor = z.int32();

/** The steps of a plan in their order. */
export async function listPlan(
  tx: Tx,
  runId: string,
  query: {
    limit: number;
    cursor?: string | undefined;
    action?: PlanAction | undefined;
    state?: StepState | undefined;
  },
): Promise<Page<PlanStepRow>> {
  const after = readCursor(seqCursor, query.cursor) ?? 0;
  const conditions = `run_change.run_id = $1 AND ($2::text IS NULL OR run_change.action = $2)
    AND ($3::text IS NULL OR run_unit.state = $3)`;
  const chosen = [runId, query.action ?? null, query.state ?? null];
  const rows: PlanStepRow[] = await tx.query(
    `SELECT run_change.seq, run_change.action, run_change.class, run_change.key, run_change.card_id AS "cardId",
       run_change.reason, run_change.differences,
       CASE WHEN run_change.domain IS NOT NULL THEN jsonb_build_object('domain', run_change.domain,
         'direction', run_change.direction, 'masterId', run_change.master_id) END AS relation,
       run_unit.state, run_unit.fault
     FROM ${steps} WHERE ${conditions} AND run_change.seq > $4 ORDER BY run_change.seq LIMIT $5`,
    [...chosen, after, query.limit + 1],
  );
  const [{ total }] = await tx.query(
    `SELECT count(*)::integer AS total FROM ${steps} WHERE ${conditions}`,
    chosen,
  );
  const items = rows.slice(0, query.limit);
  const last = items.at(-1);
  return { items, total, next: rows.length > query.limit && last ? writeCursor(last.seq) : null };
}

/** A record that waits for a person. */
export interface QuarantineRow {
  id: string;
  source: string;
  runId: string;
  seq: number;
  class: string;
  key: string;
  reason: string;
  faults: Fault[];
  evidence: JsonValue;
  at: Date;
}

const quarantineCursor = z.uuid();

/** What waits for a person, the newest first: ids are made in the order of time. */
export async function listQuarantine(
  tx: Tx,
  query: { limit: number; cursor?: string | undefined; source?: string | undefined },
): Promise<Page<QuarantineRow>> {
  const before = readCursor(quarantineCursor, query.cursor) ?? null;
  const rows: QuarantineRow[] = await tx.query(
    `SELECT quarantine.id, quarantine.source, quarantine.run_id AS "runId", quarantine.seq, quarantine.class,
       quarantine.key, quarantine.reason, quarantine.faults, quarantine.evidence, quarantine.at
     FROM quarantine WHERE quarantine.resolved_at IS NULL AND ($1::text IS NULL OR quarantine.source = $1)
       AND ($2::uuid IS NULL OR quarantine.id < $2)
     ORDER BY quarantine.id DESC LIMIT $3`,
    [query.source ?? null, before, query.limit + 1],
  );
  const [{ total }] = await tx.query(
    `SELECT count(*)::integer AS total FROM quarantine
     WHERE quarantine.resolved_at IS NULL AND ($1::text IS NULL OR quarantine.source = $1)`,
    [query.source ?? null],
  );
  const items = rows.slice(0, query.limit);
  const last = items.at(-1);
  return { items, total, next: rows.length > query.limit && last ? writeCursor(last.id) : null };
}
