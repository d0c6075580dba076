import type { Tx } from '../platform/database/database.ts';
import type { DocumentDeed, NoteDeed } from './history-items.ts';

/** Every change that touched what hangs on a card: its documents, and notes in its journal. `card` is the place of its id. */
export function changesOfPapers(card: string): string {
  return `SELECT link.change_id AS id FROM document_link AS link WHERE link.card_id = ${card}
  UNION SELECT link.ended_change_id FROM document_link AS link
    WHERE link.card_id = ${card} AND link.ended_change_id IS NOT NULL
  UNION SELECT version.change_id FROM ${laterVersions} WHERE link.card_id = ${card}
  UNION SELECT note.change_id FROM journal_note AS note WHERE note.card_id = ${card}
  UNION SELECT note.struck_change_id FROM journal_note AS note
    WHERE note.card_id = ${card} AND note.struck_change_id IS NOT NULL`;
}

/** Versions that a document got while it hung on a card; the one that it came with is none of them. */
const laterVersions = `document_link AS link JOIN document_version AS version ON version.document_id = link.document_id
  AND version.change_id <> link.change_id AND version.valid_from >= link.valid_from
  AND (link.valid_to IS NULL OR version.valid_from < link.valid_to)`;

/** What these changes did to the documents and the journal of a card. */
export async function readPapers(
  tx: Tx,
  cardId: string,
  changeIds: readonly string[],
): Promise<{ documents: DocumentDeed[]; notes: NoteDeed[] }> {
  const values = [cardId, changeIds];
  const of = (column: string) => `link.card_id = $1 AND ${column} = ANY ($2::uuid[])`;
  const newest = `(SELECT max(version.version) FROM document_version AS version
    WHERE version.document_id = link.document_id AND version.valid_from <= link.`;
  const columns = 'AS "changeId", link.document_id AS id, link.name';
  const documents: DocumentDeed[] = await tx.query(
    `SELECT 'attached' AS action, link.change_id ${columns}, ${newest}valid_from) AS version
     FROM document_link AS link WHERE ${of('link.change_id')}
     UNION ALL
     SELECT 'versioned', version.change_id ${columns}, version.version
     FROM ${laterVersions} WHERE ${of('version.change_id')}
     UNION ALL
     SELECT 'detached', link.ended_change_id ${columns}, ${newest}valid_to) AS version
     FROM document_link AS link WHERE ${of('link.ended_change_id')}
     ORDER BY name, id`,
    values,
  );
  const notes: NoteDeed[] = await tx.query(
    `SELECT 'noted' AS action, note.change_id AS "changeId", note.id, note.text FROM journal_note AS note
     WHERE note.card_id = $1 AND note.change_id = ANY ($2::uuid[])
     UNION ALL
     SELECT 'struck', note.struck_change_id, note.id, note.text FROM journal_note AS note
     WHERE note.card_id = $1 AND note.struck_change_id = ANY ($2::uuid[])`,
    values,
  );
  return { documents, notes };
}
