/** Reads `10k`, `1M` or a plain number. */
export function parseSize(text: string): number {
  const match = /^(\d+)([kM]?)$/.exec(text);
  if (match === null) throw new RangeError(`Not a number: ${text}`);
  return Number(match[1]) * (match[2] === 'k' ? 1_000 : match[2] === 'M' ? 1_000_000 : 1);
}
