import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import type { Tx } from '../platform/database/database.ts';

/** What a card is shown as wherever it is only named. */
export interface CardSummary {
  id: string;
  class: string;
  code: string | null;
  description: string | null;
}

interface SummaryRow {
  class_id: number;
  id: string;
  code: string | null;
  description: string | null;
}

/**
 * Names cards as they are, or as they were at `asOf`. A card that is retired by then is named by its last version, so
 * that history can always be read; ids that never were a card are absent.
 */
export async function findSummaries(
  tx: Tx,
  catalogue: StoredCatalogue,
  ids: Iterable<string>,
  asOf?: Date,
): Promise<Map<string, CardSummary>> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return new Map();
  const active: SummaryRow[] = await tx.query(
    `SELECT card.class_id, card.id, card.code, card.description FROM card
     WHERE card.id = ANY ($1::uuid[]) AND ($2::timestamptz IS NULL OR card.valid_from <= $2)`,
    [wanted, asOf ?? null],
  );
  const summaries = new Map(active.map((row) => [row.id, toSummary(catalogue, row)]));
  const missing = wanted.filter((id) => !summaries.has(id));
  if (missing.length === 0) return summaries;
  const past: SummaryRow[] = await tx.query(
    `SELECT DISTINCT ON (version.id) version.class_id, version.id, version.code, version.description
     FROM card_history AS version
     WHERE version.id = ANY ($1::uuid[]) AND ($2::timestamptz IS NULL OR version.valid_from <= $2)
     ORDER BY version.id, version.valid_from DESC`,
    [missing, asOf ?? null],
  );
  for (const row of past) summaries.set(row.id, toSummary(catalogue, row));
  return summaries;
}

function toSummary(catalogue: StoredCatalogue, row: SummaryRow): CardSummary {
  return {
    id: row.id,
    class: catalogue.className(row.class_id),
    code: row.code,
    description: row.description,
  };
}
