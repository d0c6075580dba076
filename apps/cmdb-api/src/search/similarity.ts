/**
 * How much of a word's trigrams another word has, from 0 to 1: near to PostgreSQL's `word_similarity`, which found the
 * card. Both must be folded.
 */
export function similarityOf(word: string, other: string): number {
  const wanted = trigramsOf(word);
  const had = trigramsOf(other);
  let shared = 0;
  for (const trigram of wanted) if (had.has(trigram)) shared += 1;
  return wanted.size === 0 ? 0 : shared / wanted.size;
}

function trigramsOf(word: string): Set<string> {
  const trigrams = new Set<string>();
  for (const part of word.match(/[\p{L}\p{N}]+/gu) ?? []) {
    const padded = `  ${part} `;
    for (let index = 0; index + 3 <= padded.length; index += 1) trigrams.add(padded.slice(index, index + 3));
  }
  return trigrams;
}
