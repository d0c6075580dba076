import { type CardSummary, findSummaries } from '../cards/card-summaries.read-model.ts';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import type { Tx } from '../platform/database/database.ts';

export interface KnownVersion {
  id: string;
  version: number;
  sha256: Buffer;
  sizeBytes: number;
  mediaType: string;
  author: string;
  at: Date;
}

/** A document with its versions, newest first, and its cards. */
export interface KnownDocument {
  id: string;
  name: string;
  category: string | null;
  description: string | null;
  versions: KnownVersion[];
  cards: CardSummary[];
}

interface DocumentRow {
  id: string;
  name: string;
  category: string | null;
  description: string | null;
  cardIds: string[];
}

/** What a link, a version or a document is true at: an instant, or `undefined` for now. */
const isValid = (table: string, parameter: string) =>
  `${table}.valid_from <= coalesce(${parameter}, 'infinity')
   AND (${table}.valid_to IS NULL OR ${table}.valid_to > coalesce(${parameter}, 'infinity'))`;

/** The documents that hang, or hung at `asOf`, on a card; by name. */
export async function listDocumentsOfCard(
  tx: Tx,
  catalogue: StoredCatalogue,
  cardId: string,
  asOf?: Date,
): Promise<KnownDocument[]> {
  const rows = await tx.query<DocumentRow[]>(
    `SELECT document.id, document.name, document.category, document.description,
       array_agg(other.card_id::text ORDER BY other.valid_from, other.id) AS "cardIds"
     FROM document_link AS link
     JOIN document ON document.id = link.document_id
     JOIN document_link AS other ON other.document_id = document.id AND ${isValid('other', '$2::timestamptz')}
     WHERE link.card_id = $1 AND ${isValid('link', '$2::timestamptz')}
     GROUP BY document.id
     ORDER BY document.name, document.id`,
    [cardId, asOf ?? null],
  );
  return await complete(tx, catalogue, rows, asOf);
}

/** A document as it is, or was at `asOf`. Whoever may not see every card may see those that hang on a card which they may see. */
export async function findDocument(
  tx: Tx,
  catalogue: StoredCatalogue,
  id: string,
  asOf?: Date,
): Promise<KnownDocument | undefined> {
  const rows = await tx.query<DocumentRow[]>(
    `SELECT document.id, document.name, document.category, document.description,
       coalesce(array_agg(link.card_id::text ORDER BY link.valid_from, link.id) FILTER (WHERE link.id IS NOT NULL), '{}')
         AS "cardIds"
     FROM document
     LEFT JOIN document_link AS link ON link.document_id = document.id AND ${isValid('link', '$2::timestamptz')}
     WHERE document.id = $1 AND document.valid_from <= coalesce($2::timestamptz, 'infinity')
     GROUP BY document.id`,
    [id, asOf ?? null],
  );
  const [document] = await complete(tx, catalogue, rows, asOf);
  const isHidden = catalogue.sight !== undefined && document?.cards.length === 0;
  return isHidden ? undefined : document;
}

/** The document of that name that hangs on the card. */
export async function findDocumentIdByName(tx: Tx, cardId: string, name: string): Promise<string | null> {
  const [found] = await tx.query<{ id: string }[]>(
    `SELECT document_link.document_id AS id FROM document_link
     WHERE document_link.card_id = $1 AND document_link.name = $2 AND document_link.valid_to IS NULL`,
    [cardId, name],
  );
  return found?.id ?? null;
}

async function complete(
  tx: Tx,
  catalogue: StoredCatalogue,
  rows: readonly DocumentRow[],
  asOf: Date | undefined,
): Promise<KnownDocument[]> {
  if (rows.length === 0) return [];
  const cardIds = rows.flatMap((row) => row.cardIds);
  const cards = await findSummaries(tx, catalogue, cardIds, asOf);
  const versions = await tx.query<
    (Omit<KnownVersion, 'sizeBytes'> & { documentId: string; sizeBytes: string })[]
  >(
    `SELECT document_version.id, document_version.document_id AS "documentId", document_version.version,
       document_version.sha256, document_version.size_bytes AS "sizeBytes",
       document_version.media_type AS "mediaType", document_version.author, document_version.valid_from AS at
     FROM document_version
     WHERE document_version.document_id = ANY($1) AND document_version.valid_from <= coalesce($2::timestamptz, 'infinity')
     ORDER BY document_version.document_id, document_version.version DESC`,
    [rows.map((row) => row.id), asOf ?? null],
  );
  const documents = new Map<string, KnownDocument>();
  for (const { cardIds: ids, ...row } of rows) {
    const known = ids.map((id) => cards.get(id)).filter((card) => card !== undefined);
    documents.set(row.id, { ...row, versions: [], cards: known });
  }
  for (const { documentId, ...version } of versions) {
    documents.get(documentId)?.versions.push({ ...version, sizeBytes: Number(version.sizeBytes) });
  }
  return [...documents.values()];
}
