import type { Tx } from '../platform/database/database.ts';
import type { DisplacedValue } from './displaced.ts';

/** Keeps values that gave way beside their cards, in the place of what their sources said before. */
export async function keepDisplaced(tx: Tx, values: readonly DisplacedValue[]): Promise<void> {
  if (values.length === 0) return;
  // the value as text: a JSON null would become an SQL one
  const rows = values.map((each) => ({ ...each, value: JSON.stringify(each.value) }));
  await tx.query(
    `INSERT INTO losing_value (card_id, attribute, source, value, run_id, at, expires_at, reason)
     SELECT given."cardId", given.attribute, given.source, given.value::jsonb, given."runId", given.at,
       given."expiresAt", given.reason
     FROM jsonb_to_recordset($1::jsonb) AS given ("cardId" uuid, attribute text, source text, value text,
       "runId" uuid, at timestamptz, "expiresAt" timestamptz, reason text)
     ON CONFLICT ON CONSTRAINT losing_value_card_id_attribute_source_pkey DO UPDATE SET value = EXCLUDED.value,
       run_id = EXCLUDED.run_id, at = EXCLUDED.at, expires_at = EXCLUDED.expires_at, reason = EXCLUDED.reason`,
    [JSON.stringify(rows)],
  );
}

/** Notes when values of cards end, so that somebody looks at them then. */
export async function noteEnds(
  tx: Tx,
  ends: readonly { cardId: string; attribute: string; at: string }[],
): Promise<void> {
  if (ends.length === 0) return;
  await tx.query(
    `INSERT INTO override_end (card_id, attribute, at)
     SELECT given."cardId", given.attribute, given.at
     FROM jsonb_to_recordset($1::jsonb) AS given ("cardId" uuid, attribute text, at timestamptz)
     ON CONFLICT ON CONSTRAINT override_end_card_id_attribute_pkey DO UPDATE SET at = EXCLUDED.at`,
    [JSON.stringify(ends)],
  );
}
