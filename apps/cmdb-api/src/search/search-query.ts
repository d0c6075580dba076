import { foldText } from './fold.ts';

/** What is asked for, folded and taken apart. */
export interface SearchQuery {
  /** The whole, with single spaces. */
  phrase: string;
  words: string[];
}

const mostWords = 8;
const longestWord = 64;

/**
 * Takes a query apart. However long it is, a bounded part of it is searched for: the first words, and the beginning of
 * a very long one. A word without any letter or digit finds nothing and is left out.
 */
export function readSearchQuery(given: string): SearchQuery {
  const words = foldText(given)
    .split(/[\s\p{Cc}]+/u)
    .filter((word) => /[\p{L}\p{N}]/u.test(word))
    .slice(0, mostWords)
    .map((word) => [...word].slice(0, longestWord).join(''));
  return { phrase: words.join(' '), words };
}

/** A LIKE pattern's literal part: as the text stands within the JSON strings of `search_text`, wildcards disarmed. */
export function toPattern(folded: string): string {
  return JSON.stringify(folded)
    .slice(1, -1)
    .replaceAll(/[\\%_]/g, (mark) => `\\${mark}`);
}
