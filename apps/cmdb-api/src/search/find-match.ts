import { foldWithPlaces } from './fold.ts';
import type { SearchQuery } from './search-query.ts';
import { similarityOf } from './similarity.ts';

/** A value that may be what was searched for. */
export interface SearchedValue {
  /** Name of the attribute. */
  attribute: string;
  text: string;
}

/** Where a query was found, in UTF-16 units of the excerpt. */
export interface Match {
  attribute: string;
  excerpt: string;
  highlights: { start: number; length: number }[];
}

interface Span {
  start: number;
  end: number;
}

const excerptLength = 200;
const leadLength = 60;

/** Tells in which value a query is found best, and where in it: whole, at its beginning, by its words, or nearly. */
export function findMatch(values: readonly SearchedValue[], query: SearchQuery): Match | undefined {
  let best: { value: SearchedValue; score: number; spans: Span[] } | undefined;
  for (const value of values) {
    const { score, spans } = rate(value.text, query);
    if (score > (best?.score ?? 0)) best = { value, score, spans };
  }
  return best === undefined ? undefined : toMatch(best.value, best.spans);
}

function rate(text: string, query: SearchQuery): { score: number; spans: Span[] } {
  const { folded, places } = foldWithPlaces(text);
  const place = (start: number, length: number): Span => ({
    start: places[start] ?? 0,
    end: endOf(places, start + length - 1),
  });
  if (folded.startsWith(query.phrase)) {
    const whole = folded === query.phrase;
    return { score: whole ? 1_000 : 500, spans: [place(0, query.phrase.length)] };
  }
  const spans: Span[] = [];
  let score = 0;
  for (const word of query.words) {
    const at = findWord(folded, word);
    if (at >= 0) {
      score += isWordStart(folded, at) ? 20 : 10;
      spans.push(place(at, word.length));
      continue;
    }
    const near = findSimilarWord(folded, word);
    if (near === undefined) continue;
    score += near.similarity * 5;
    spans.push(place(near.start, near.length));
  }
  return { score, spans };
}

/** Where the original character that made this folded one ends. */
function endOf(places: readonly number[], last: number): number {
  const begins = places[last] ?? 0;
  for (let index = last + 1; index < places.length; index += 1) {
    const next = places[index] ?? 0;
    if (next > begins) return next;
  }
  return places.at(-1) ?? 0;
}

/** Prefers a place where a word begins. */
function findWord(folded: string, word: string): number {
  const first = folded.indexOf(word);
  for (let at = first; at >= 0; at = folded.indexOf(word, at + 1)) {
    if (isWordStart(folded, at)) return at;
  }
  return first;
}

function isWordStart(folded: string, at: number): boolean {
  return at === 0 || !/[\p{L}\p{N}]/u.test(folded[at - 1] ?? '');
}

const mostWordsLookedAt = 2_000;

function findSimilarWord(folded: string, word: string) {
  let best: { start: number; length: number; similarity: number } | undefined;
  let looked = 0;
  for (const found of folded.matchAll(/[^\s]+/gu)) {
    looked += 1;
    if (looked > mostWordsLookedAt) break;
    const similarity = similarityOf(word, found[0]);
    if (similarity >= 0.3 && similarity > (best?.similarity ?? 0)) {
      best = { start: found.index, length: found[0].length, similarity };
    }
  }
  return best;
}

function toMatch({ attribute, text }: SearchedValue, spans: readonly Span[]): Match {
  const sorted = mergeSpans(spans);
  const first = sorted[0]?.start ?? 0;
  const begin = wholeCharacter(text, text.length <= excerptLength ? 0 : Math.max(0, first - leadLength));
  const end = wholeCharacter(text, begin + excerptLength);
  const highlights: Match['highlights'] = [];
  for (const span of sorted) {
    const start = span.start - begin;
    const length = Math.min(span.end, end) - span.start;
    if (length > 0) highlights.push({ start, length });
  }
  return { attribute, excerpt: text.slice(begin, end), highlights };
}

/** Two words may be found in one place: overlapping spans become one. */
function mergeSpans(spans: readonly Span[]): Span[] {
  const merged: Span[] = [];
  for (const span of [...spans].sort((one, other) => one.start - other.start)) {
    const last = merged.at(-1);
    if (last !== undefined && span.start <= last.end) last.end = Math.max(last.end, span.end);
    else merged.push({ ...span });
  }
  return merged;
}

/** Never cuts a surrogate pair in two. */
function wholeCharacter(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff ? at - 1 : at;
}
