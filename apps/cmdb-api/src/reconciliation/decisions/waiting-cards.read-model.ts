import type { Tx } from '../../platform/database/database.ts';
import type { Run } from '../run.ts';

/** A card that is to be created once a person has agreed, by the value that was asked for. */
export interface WaitingCard {
  id: string;
  value: string;
}

/** SQL of the steps of waiting runs of the source $1 that would create cards; the latest come last. */
const creating = `FROM run
     JOIN run_unit ON run_unit.run_id = run.id AND run_unit.state IN ('held', 'approved')
     JOIN run_change ON run_change.run_id = run_unit.run_id AND run_change.unit = run_unit.unit
     WHERE run.source = $1 AND run.state = 'waiting' AND run_change.action = 'create'`;
const inOrder = 'ORDER BY run.started_at, run_change.seq';

/** Whether runs of the source wait that would create cards. */
export async function hasWaitingCards(tx: Tx, { source }: Pick<Run, 'source'>): Promise<boolean> {
  const rows: unknown[] = await tx.query(`SELECT 1 ${creating} LIMIT 1`, [source]);
  return rows.length > 0;
}

/** Masters of a class that wait to be created, by their keys. */
export async function listWaitingMasters(
  tx: Tx,
  source: string,
  className: string,
  keys: readonly string[],
): Promise<WaitingCard[]> {
  return tx.query(
    `SELECT run_change.card_id AS id, run_change.key AS value ${creating} AND run_change.domain IS NULL
       AND NOT run_change.shared AND run_change.class = $2 AND run_change.key = ANY ($3::text[]) ${inOrder}`,
    [source, className, keys],
  );
}

/** Cards of a class that masters share and that wait to be created, with these values of an attribute: their values. */
export async function listWaitingShared(
  tx: Tx,
  source: string,
  className: string,
  attribute: string,
  values: readonly string[],
): Promise<{ id: string; differences: { attribute: string; new: string | null }[] }[]> {
  return tx.query(
    `SELECT run_change.card_id AS id, run_change.differences ${creating} AND run_change.shared AND run_change.class = $2
       AND EXISTS (SELECT 1 FROM jsonb_array_elements(run_change.differences) AS difference
         WHERE difference ->> 'attribute' = $3 AND difference ->> 'new' = ANY ($4::text[])) ${inOrder}`,
    [source, className, attribute, values],
  );
}

/** Those of these Codes and Descriptions that cards of a class have which wait to be created, by class and text. */
export async function listWaitingNames(
  tx: Tx,
  source: string,
  texts: readonly string[],
): Promise<{ class: string; text: string }[]> {
  return tx.query(
    `SELECT DISTINCT run_change.class, difference ->> 'new' AS text
     FROM (SELECT run_change.class, run_change.differences ${creating}) AS run_change,
       jsonb_array_elements(run_change.differences) AS difference
     WHERE difference ->> 'attribute' IN ('Code', 'Description') AND difference ->> 'new' = ANY ($2::text[])`,
    [source, texts],
  );
}
