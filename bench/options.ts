/** Reads `10k`, `1M` or a plain number. */
export function parseSize(text: string): number {
  const match = /^(\d+)([kM]?)$/.exec(text);
  if (match === null) throw new RangeError(`Not a number: ${text}`);
  return Number(match[1]) * (match[2] === 'k' ? 1_000 : match[2] === 'M' ? 1_000_000 : 1);
}

/** Writes a size the way {@link parseSize} reads it. */
export function formatSize(size: number): string {
  if (size % 1_000_000 === 0) return `${size / 1_000_000}M`;
  return size % 1_000 === 0 ? `${size / 1_000}k` : String(size);
}
