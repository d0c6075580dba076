import type { AttributeValue } from '@popis/model';
import { cardsOf } from '../cards/card-sources.ts';
import { Binder, type CardScope } from '../cards/list-scope.ts';
import { hiddenValues } from '../cards/row-clause.ts';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import type { Tx } from '../platform/database/database.ts';
import { type SearchQuery, toPattern } from './search-query.ts';
import { similarPatterns } from './similar-patterns.ts';

/** How well something fits: its whole value, the beginning of one, beginnings of words, parts of words, or nearly. */
export const ranks = ['exact', 'prefix', 'word', 'part', 'similar'] as const;
export type Rank = (typeof ranks)[number];

/** A card or a document that fits. */
export interface Candidate {
  kind: 'card' | 'document';
  id: string;
  rank: Rank;
}

/** Where to look. */
export interface SearchScope {
  /** Says what may be seen of the cards. */
  catalogue: StoredCatalogue;
  /** Numbers of the classes; `undefined` for all. */
  classIds: readonly number[] | undefined;
}

/** Rows that one step looks at: what fits better than others is told among these. */
const mostLookedAt = 1_000;
const mostSimilar = 200;
/** More words than this must be without an error. */
const mostSimilarWords = 2;

/** For the steps of a search: the planner takes comparing texts for cheaper than it is, and would read whole tables. */
export async function preferIndex(tx: Tx): Promise<void> {
  await tx.query(`SELECT set_config('enable_seqscan', 'off', true)`);
}

/** Whose whole value the query is; those whose code it is come first. */
export async function findExact(tx: Tx, scope: SearchScope, query: SearchQuery): Promise<Candidate[]> {
  const values: unknown[] = [];
  const phrase = toPattern(query.phrase);
  const condition = `found.search_text LIKE ${bind(values, `%"${phrase}"%`)}`;
  const isCode = `found.search_text LIKE ${bind(values, `["${phrase}"%`)}`;
  return findRanked(tx, scope, { values, condition, rank: `'exact'`, order: `${isCode} DESC` });
}

/** Of which a value begins with the query; those whose code does come first. */
export async function findByPrefix(tx: Tx, scope: SearchScope, query: SearchQuery): Promise<Candidate[]> {
  const values: unknown[] = [];
  const phrase = toPattern(query.phrase);
  const condition = `found.search_text LIKE ${bind(values, `%"${phrase}%`)}`;
  const isCode = `found.search_text LIKE ${bind(values, `["${phrase}%`)}`;
  return findRanked(tx, scope, { values, condition, rank: `'prefix'`, order: `${isCode} DESC` });
}

/** That have every word of the query; those with words that begin so come first. */
export async function findByWords(tx: Tx, scope: SearchScope, query: SearchQuery): Promise<Candidate[]> {
  const values: unknown[] = [];
  const starts = query.words.map((word) => beginsWord(values, word));
  // An index of trigrams knows nothing of less than three letters, but does know where words begin.
  const parts = query.words.map((word, index) =>
    isShort(word) ? (starts[index] ?? 'true') : containsWord(values, word),
  );
  const begins = starts.join(' AND ');
  return findRanked(tx, scope, {
    values,
    condition: parts.join(' AND '),
    rank: `CASE WHEN ${begins} THEN 'word' ELSE 'part' END`,
    order: `(${begins}) DESC`,
  });
}

/**
 * That have every word of the query, the longest of them with an error in it at most; the most similar first. The index
 * is asked for what is around the error. What it finds is compared without it, since asking it costs more than comparing.
 */
export async function findSimilar(tx: Tx, scope: SearchScope, query: SearchQuery): Promise<Candidate[]> {
  const longestFirst = [...query.words].sort((one, other) => other.length - one.length);
  const loose = new Set(longestFirst.slice(0, mostSimilarWords));
  const values: unknown[] = [];
  const conditions: string[] = [];
  const similarities: string[] = [];
  for (const word of query.words) {
    const similar = loose.has(word) ? similarPatterns(word) : undefined;
    if (similar === undefined) {
      conditions.push(isShort(word) ? beginsWord(values, word) : containsWord(values, word));
      continue;
    }
    const windows = similar.windows.map((pattern) => `found.search_text LIKE ${bind(values, pattern)}`);
    conditions.push(`(${windows.join(' OR ')})`);
    conditions.push(`(found.search_text || '') LIKE ANY (${bind(values, similar.exact)}::text[])`);
    similarities.push(`word_similarity(${bind(values, word)}::text, found.search_text)`);
  }
  if (similarities.length === 0) return [];
  return findRanked(tx, scope, {
    values,
    condition: conditions.join(' AND '),
    rank: `'similar'`,
    order: `${similarities.join(' + ')} DESC`,
    most: mostSimilar,
  });
}

interface Step {
  values: unknown[];
  condition: string;
  /** SQL of the rank of a row of `found`. */
  rank: string;
  order: string;
  /** Rows to look at. */
  most?: number;
}

/**
 * The rows of one step in their order. A document counts where it hangs on an active card of these classes now. What is
 * equal otherwise is sorted by its text, which begins with the code.
 */
async function findRanked(tx: Tx, scope: SearchScope, step: Step): Promise<Candidate[]> {
  const { values, condition, rank, order } = step;
  const binder = new Binder(values);
  const limit = binder.bind(step.most ?? mostLookedAt);
  const cards = { catalogue: scope.catalogue, binder, asOf: undefined };
  // What is in the shown values is in all of them, of which there is an index.
  const isPartlyHidden = hiddenValues(cards, scope.classIds) !== undefined;
  const ofStored = condition.replaceAll('found.search_text', 'found.stored_text');
  return tx.query(
    `SELECT found.kind, found.id, ${rank} AS rank FROM (
       (SELECT 'card' AS kind, found.id, found.search_text FROM ${cardsOf(scope.classIds, cards)} AS found
        WHERE ${isPartlyHidden ? `${ofStored} AND ${condition}` : condition} LIMIT ${limit})
       UNION ALL
       (SELECT 'document' AS kind, found.id, found.search_text FROM document AS found
        WHERE ${condition} AND EXISTS (${activeLinkOf('found.id', cards, scope)}) LIMIT ${limit})
     ) AS found
     ORDER BY ${order}, found.kind, found.search_text COLLATE "C", found.id LIMIT ${limit}`,
    values,
  );
}

function activeLinkOf(documentId: string, cards: CardScope, { classIds }: SearchScope): string {
  return `SELECT card.id FROM document_link AS link
    JOIN ${cardsOf(classIds, cards)} AS card ON card.id = link.card_id
    WHERE link.document_id = ${documentId} AND link.valid_to IS NULL`;
}

function containsWord(values: unknown[], word: string): string {
  return `found.search_text LIKE ${bind(values, `%${toPattern(word)}%`)}`;
}

function beginsWord(values: unknown[], word: string): string {
  const pattern = toPattern(word);
  const alternatives = ['"', ' ', '-', '/', '.', '('].map(
    (before) => `found.search_text LIKE ${bind(values, `%${before}${pattern}%`)}`,
  );
  return `(${alternatives.join(' OR ')})`;
}

/** Adds a value; gives its place in the statement. */
function bind(values: unknown[], value: unknown): string {
  values.push(value);
  return `$${values.length}`;
}

function isShort(word: string): boolean {
  return [...word].length < 3;
}

/** A card of which a match is to be shown. */
export interface FoundCard {
  classId: number;
  id: string;
  code: string | null;
  description: string | null;
  attributes: Record<string, AttributeValue>;
}

export async function readFoundCards(
  tx: Tx,
  { catalogue }: SearchScope,
  ids: readonly string[],
): Promise<Map<string, FoundCard>> {
  if (ids.length === 0) return new Map();
  const binder = new Binder();
  const source = cardsOf(undefined, { catalogue, binder, asOf: undefined });
  const rows: FoundCard[] = await tx.query(
    `SELECT card.class_id AS "classId", card.id, card.code, card.description, card.attributes
     FROM ${source} AS card WHERE card.id = ANY (${binder.bind(ids)}::uuid[])`,
    binder.values,
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** A document of which a match is to be shown, with the first card that it hangs on. */
export interface FoundDocument {
  id: string;
  name: string;
  description: string | null;
  cardId: string;
}

export async function readFoundDocuments(
  tx: Tx,
  scope: SearchScope,
  ids: readonly string[],
): Promise<Map<string, FoundDocument>> {
  if (ids.length === 0) return new Map();
  const binder = new Binder();
  const cards = { catalogue: scope.catalogue, binder, asOf: undefined };
  const rows: FoundDocument[] = await tx.query(
    `SELECT document.id, document.name, document.description, held.id AS "cardId"
     FROM document CROSS JOIN LATERAL (
       ${activeLinkOf('document.id', cards, scope)} ORDER BY link.valid_from, link.id LIMIT 1) AS held
     WHERE document.id = ANY (${binder.bind(ids)}::uuid[])`,
    binder.values,
  );
  return new Map(rows.map((row) => [row.id, row]));
}
