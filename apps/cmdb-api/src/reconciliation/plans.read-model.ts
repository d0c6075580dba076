import type { Fault } from '@popis/errors';
import type { JsonValue } from '@popis/model';
import type { DoubtKind, Hold, PlanAction } from '@popis/reconciliation';
import { z } from 'zod';
import type { Tx } from '../platform/database/database.ts';
import { readCursor, writeCursor } from '../platform/http/paging.ts';
import { heldAs } from './run-changes.repository.ts';
import type { Page } from './runs.read-model.ts';

export type StepState =
  | 'planned'
  | 'applied'
  | 'failed'
  | 'reported'
  | 'held'
  | 'approved'
  | 'refused'
  | 'superseded'
  | 'cancelled';

/** What a step can be held back as. */
export type HeldAction = Hold['holds'];

/** A step of a plan, for the eyes of people. */
export interface PlanStepRow {
  seq: number;
  unit: number;
  action: PlanAction;
  class: string;
  key: string | null;
  cardId: string | null;
  reason: string;
  differences: { attribute: string; old: JsonValue; new: JsonValue }[];
  relation: { domain: string; direction: 'directed' | 'inverted'; masterId: string } | null;
  state: StepState;
  fault: string | null;
  /** Why it waits, or waited, for a person. */
  heldFor: string | null;
  heldAs: HeldAction | null;
}

/** Which steps of a plan are wanted. */
export interface StepFilter {
  action?: PlanAction | undefined;
  state?: StepState | undefined;
  class?: string | undefined;
  card?: string | undefined;
  attribute?: string | undefined;
  heldAs?: HeldAction | undefined;
  unit?: number | undefined;
}

const steps = `run_change JOIN run_unit ON run_unit.run_id = run_change.run_id AND run_unit.unit = run_change.unit`;
const seqCursor = z.int32();

/** The steps of a plan in their order. */
export async function listPlan(
  tx: Tx,
  runId: string,
  query: StepFilter & { limit: number; cursor?: string | undefined },
): Promise<Page<PlanStepRow>> {
  const after = readCursor(seqCursor, query.cursor) ?? 0;
  const conditions = `run_change.run_id = $1 AND ($2::text IS NULL OR run_change.action = $2)
    AND ($3::text IS NULL OR run_unit.state = $3) AND ($4::text IS NULL OR run_change.class = $4)
    AND ($5::uuid IS NULL OR run_change.card_id = $5 OR run_change.master_id = $5)
    AND ($6::text IS NULL OR run_change.differences @> jsonb_build_array(jsonb_build_object('attribute', $6::text)))
    AND ($7::integer IS NULL OR run_change.unit = $7) AND ($8::text IS NULL OR ${heldAs} = $8)`;
  const { action, state, card, attribute, unit } = query;
  const chosen = [runId, action, state, query.class, card, attribute, unit, query.heldAs].map(
    (value) => value ?? null,
  );
  const rows: PlanStepRow[] = await tx.query(
    `SELECT run_change.seq, run_change.unit, run_change.action, run_change.class, run_change.key, run_change.card_id AS "cardId",
       run_change.reason, run_change.differences,
       CASE WHEN run_change.domain IS NOT NULL THEN jsonb_build_object('domain', run_change.domain,
         'direction', run_change.direction, 'masterId', run_change.master_id) END AS relation,
       run_unit.state, run_unit.fault, run_change.held_for AS "heldFor", ${heldAs} AS "heldAs"
     FROM ${steps} WHERE ${conditions} AND run_change.seq > $9 ORDER BY run_change.seq LIMIT $10`,
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

/** How many steps of a plan do the same to cards of the same class, and have come as far. */
export interface StepCountRow {
  class: string;
  action: PlanAction;
  state: StepState;
  count: number;
}

export async function countPlan(tx: Tx, runId: string): Promise<StepCountRow[]> {
  return tx.query(
    `SELECT run_change.class, run_change.action, run_unit.state, count(*)::integer AS count
     FROM ${steps} WHERE run_change.run_id = $1
     GROUP BY run_change.class, run_change.action, run_unit.state
     ORDER BY run_change.class, run_change.action, run_unit.state`,
    [runId],
  );
}

/** A card, by class and key, with what each of two plans would do to it: actions and attributes. */
export interface ComparedSteps {
  class: string;
  key: string | null;
  one: ComparedStep[];
  other: ComparedStep[];
}

/** A step as two plans are compared by it: what it does, and to which values. */
export interface ComparedStep {
  action: PlanAction;
  differences: { attribute: string; old: JsonValue; new: JsonValue }[];
}

/** The cards that two plans treat differently, by class and key: a card that is to be created has no id in common. */
export async function comparePlans(
  tx: Tx,
  one: string,
  other: string,
  limit: number,
): Promise<{ items: ComparedSteps[]; total: number }> {
  const rows: (ComparedSteps & { total: number })[] = await tx.query(
    `WITH step AS (
       SELECT run_change.run_id, run_change.class, run_change.key,
         jsonb_agg(DISTINCT jsonb_build_object('action', run_change.action, 'differences', (
           SELECT coalesce(jsonb_agg(jsonb_build_object('attribute', each -> 'attribute', 'old', each -> 'old',
             'new', each -> 'new') ORDER BY each ->> 'attribute'), '[]')
           FROM jsonb_array_elements(run_change.differences) AS each))) AS does
       FROM run_change WHERE run_change.run_id IN ($1, $2) GROUP BY run_change.run_id, run_change.class, run_change.key)
     SELECT coalesce(one.class, other.class) AS class, coalesce(one.key, other.key) AS key,
       coalesce(one.does, '[]') AS one, coalesce(other.does, '[]') AS other, count(*) OVER ()::integer AS total
     FROM (SELECT * FROM step WHERE step.run_id = $1) AS one
     FULL JOIN (SELECT * FROM step WHERE step.run_id = $2) AS other
       ON other.class = one.class AND coalesce(other.key, '') = coalesce(one.key, '')
     WHERE one.does IS DISTINCT FROM other.does
     ORDER BY 1, 2 LIMIT $3`,
    [one, other, limit],
  );
  return { items: rows.map(({ total: _total, ...row }) => row), total: rows[0]?.total ?? 0 };
}

/** A record that waits for a person. */
export interface QuarantineRow {
  id: string;
  source: string;
  runId: string;
  seq: number;
  class: string;
  key: string;
  kind: DoubtKind;
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
       quarantine.key, quarantine.kind, quarantine.reason, quarantine.faults, quarantine.evidence, quarantine.at
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
