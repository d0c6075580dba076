import { toPattern } from './search-query.ts';

/** LIKE patterns of the texts that hold a word but for a small window of it. */
export interface SimilarPatterns {
  /** For the index, one a window: what is before it, then what is behind it, anywhere. */
  windows: string[];
  /** For what the index finds: the same with one letter less, as many, or one more in the window. */
  exact: string[];
}

const shortestWord = 5;
const mostWindows = 6;

/**
 * Patterns that let one wrong, missing or superfluous letter, or two that changed places, pass: wherever it is, one
 * window holds it. Windows overlap by a letter, so that each pair of neighbours is in one. Undefined for a short word.
 */
export function similarPatterns(word: string): SimilarPatterns | undefined {
  const letters = [...word];
  if (letters.length < shortestWord) return undefined;
  const size = Math.max(letters.length < 8 ? 2 : 3, Math.ceil(letters.length / mostWindows) + 1);
  const patterns: SimilarPatterns = { windows: [], exact: [] };
  for (let from = 0; ; from += size - 1) {
    const start = Math.min(from, letters.length - size);
    const before = letters.slice(0, start);
    const behind = letters.slice(start + size);
    addWindow(patterns, before, behind, size);
    if (start === letters.length - size) return patterns;
  }
}

/** An index of trigrams needs three letters in a row, or two where a word begins. */
function addWindow(patterns: SimilarPatterns, before: string[], behind: string[], size: number): void {
  const marks = Math.max(before.length, behind.length) >= 3 ? [''] : ['"', ' '];
  const [head, tail] = [toPattern(before.join('')), toPattern(behind.join(''))];
  for (const mark of marks) {
    patterns.windows.push(`%${mark}${head}%${tail}%`);
    for (const gap of [size - 1, size, size + 1]) {
      patterns.exact.push(`%${mark}${head}${'_'.repeat(gap)}${tail}%`);
    }
  }
}
