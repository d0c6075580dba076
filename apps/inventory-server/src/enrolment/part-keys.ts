/** A key of a merged device, as far as it matters to whom it belongs. */
export interface MergedKey {
  id: number;
  keyId: string;
  /** The KEY_ID that took its place. */
  successor: string | null;
}

/**
 * Which keys of a merged device are the other's when the merge is taken back: all but those that the kept one had before,
 * and what took their place since.
 */
export function listKeysOfOther(keys: readonly MergedKey[], keptBefore: ReadonlySet<number>): number[] {
  const byKeyId = new Map(keys.map((key) => [key.keyId, key]));
  const kept = new Set<number>();
  for (const first of keys.filter((key) => keptBefore.has(key.id))) {
    let key: MergedKey | undefined = first;
    while (key !== undefined && !kept.has(key.id)) {
      kept.add(key.id);
      key = byKeyId.get(key.successor ?? '');
    }
  }
  return keys.map((key) => key.id).filter((id) => !kept.has(id));
}
