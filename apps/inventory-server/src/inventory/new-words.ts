import { InvalidInputError } from '@popis/errors';
import type { Dictionaries } from './dictionary.ts';

/** One report brings more words that no dictionary has than are taken. */
export class TooManyWordsError extends InvalidInputError {}

/**
 * Refuses words of which more than `most` are new: dictionaries only grow, and one sender must not fill them. A usual
 * report has fewer words in all, so that nothing is asked; nothing is added before all are counted.
 * @throws TooManyWordsError
 */
export async function requireFewNewWords(
  dictionaries: Dictionaries,
  words: ReadonlyMap<string, ReadonlySet<string>>,
  most: number,
): Promise<void> {
  let told = 0;
  for (const each of words.values()) {
    told += each.size;
  }
  if (told <= most) {
    return;
  }
  let fresh = 0;
  for (const [table, each] of words) {
    fresh += (await dictionaries.get(table)?.countNew(each)) ?? 0;
  }
  if (fresh > most) {
    const message = `brings ${fresh} names, publishers and versions that are new, and ${most} are taken at most`;
    throw new TooManyWordsError(`SOFTWARES ${message}`, [{ path: 'SOFTWARES', message }]);
  }
}
