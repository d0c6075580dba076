import { Inject, Injectable } from '@nestjs/common';
import { InvalidInputError } from '@popis/errors';
import { formatText } from '@popis/model';
import { type CardSummary, findSummaries } from '../cards/card-summaries.read-model.ts';
import { CatalogueService } from '../classes/catalogue.service.ts';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import { Database, type Tx } from '../platform/database/database.ts';
import { withinTime } from '../platform/database/within-time.ts';
import { findMatch, type Match, type SearchedValue } from './find-match.ts';
import {
  type Candidate,
  type FoundCard,
  findByPrefix,
  findByWords,
  findExact,
  findSimilar,
  preferIndex,
  type Rank,
  readFoundCards,
  readFoundDocuments,
  type SearchScope,
} from './search.read-model.ts';
import { readSearchQuery, type SearchQuery } from './search-query.ts';

/** A search as it is asked for. */
export interface WantedSearch {
  q: string;
  /** Names of classes; cards of their descendants count too. Empty: all. */
  classes: readonly string[];
  limit: number;
  /** How many of the best to leave out. */
  offset: number;
}

/** Something that was found: a card by one of its values, or a document by its name. */
export interface SearchHit {
  kind: Candidate['kind'];
  rank: Rank;
  /** The card, or the first card that the document hangs on. */
  card: CardSummary;
  document: { id: string; name: string } | null;
  match: Match | null;
}

export interface SearchResult {
  hits: SearchHit[];
  total: number;
  /** False where more may be found than was counted. */
  complete: boolean;
}

/** The most that a search counts and gives, over all pages. */
export const mostFound = 1_000;
const stepLimitMs = 2_000;

/** Search over all classes. It reads what is active now, as it stands when it asks. */
@Injectable()
export class SearchService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CatalogueService) private readonly catalogues: CatalogueService,
  ) {}

  /** @throws InvalidInputError when there is no such class */
  async search(wanted: WantedSearch): Promise<SearchResult> {
    return this.database.read(async (tx) => {
      const catalogue = await this.catalogues.current(tx);
      const scope = { catalogue, classIds: readClasses(catalogue, wanted.classes) };
      const query = readSearchQuery(wanted.q);
      const { found, complete } = await findCandidates(tx, scope, query, wanted.offset + wanted.limit);
      const page = found.slice(wanted.offset, wanted.offset + wanted.limit);
      const hits = await toHits(tx, catalogue, scope, query, page);
      return { hits, total: found.length, complete };
    });
  }
}

function readClasses(catalogue: StoredCatalogue, names: readonly string[]): number[] | undefined {
  if (names.length === 0) return undefined;
  const unknown = names.filter((name) => catalogue.findClass(name) === undefined);
  if (unknown.length > 0) {
    const faults = unknown.map((name) => ({ path: 'query.classes', message: `"${name}" is no class` }));
    throw new InvalidInputError('The request has a fault', faults);
  }
  return [...new Set(names.flatMap((name) => catalogue.concreteIds(name)))];
}

/** From the best kind of fit to the least; stops as soon as there is enough. What is only similar is for want of better. */
async function findCandidates(
  tx: Tx,
  scope: SearchScope,
  query: SearchQuery,
  enough: number,
): Promise<{ found: Candidate[]; complete: boolean }> {
  const found = new Map<string, Candidate>();
  if (query.words.length === 0) return { found: [], complete: true };
  let complete = true;
  const inTime = await withinTime(tx, stepLimitMs, async () => {
    await preferIndex(tx);
    for (const step of [findExact, findByPrefix, findByWords, findSimilar]) {
      if (step === findSimilar && found.size > 0) return true;
      const some = await step(tx, scope, query);
      for (const candidate of some) {
        if (!found.has(candidate.id)) found.set(candidate.id, candidate);
      }
      if (some.length >= mostFound) complete = false;
      if (found.size <= enough || step === findByWords) continue;
      complete = false;
      return true;
    }
    return true;
  });
  if (inTime === undefined) complete = false;
  return { found: [...found.values()].slice(0, mostFound), complete };
}

async function toHits(
  tx: Tx,
  catalogue: StoredCatalogue,
  scope: SearchScope,
  query: SearchQuery,
  page: readonly Candidate[],
): Promise<SearchHit[]> {
  const idsOf = (kind: Candidate['kind']) => page.filter((each) => each.kind === kind).map((each) => each.id);
  const cards = await readFoundCards(tx, scope, idsOf('card'));
  const documents = await readFoundDocuments(tx, scope, idsOf('document'));
  const holders = await findSummaries(
    tx,
    catalogue,
    [...documents.values()].map((document) => document.cardId),
  );
  const hits: SearchHit[] = [];
  for (const { kind, id, rank } of page) {
    const card = cards.get(id);
    const document = documents.get(id);
    if (card !== undefined) {
      const match = findMatch(listValues(catalogue, card), query) ?? null;
      hits.push({ kind, rank, card: toSummary(catalogue, card), document: null, match });
    }
    const holder = document === undefined ? undefined : holders.get(document.cardId);
    if (document !== undefined && holder !== undefined) {
      const values = [{ attribute: 'name', text: document.name }];
      if (document.description !== null)
        values.push({ attribute: 'description', text: document.description });
      const match = findMatch(values, query) ?? null;
      hits.push({ kind, rank, card: holder, document: { id, name: document.name }, match });
    }
  }
  return hits;
}

function toSummary(catalogue: StoredCatalogue, { classId, id, code, description }: FoundCard): CardSummary {
  return { id, class: catalogue.className(classId), code, description };
}

function listValues(catalogue: StoredCatalogue, card: FoundCard): SearchedValue[] {
  const values: SearchedValue[] = [];
  const stored: FoundCard['attributes'] = {
    ...card.attributes,
    Code: card.code,
    Description: card.description,
  };
  for (const { name, type } of catalogue.getClass(catalogue.className(card.classId)).attributes) {
    const value = stored[name] ?? null;
    if (value === null) continue;
    const text = typeof value === 'string' ? value : formatText({ type }, value);
    values.push({ attribute: name, text });
  }
  return values;
}
