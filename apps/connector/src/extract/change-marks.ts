import { createHash } from 'node:crypto';
import type { Cell } from './view-rows.ts';

/** Bytes of a mark: two states of one machine never share one. */
const markBytes = 15;

/** What tells of each machine of one snapshot whether it has changed. */
export interface ChangeMarks {
  /** By the machine's id. */
  readonly marks: ReadonlyMap<string, string>;
  /** Machines that may still report within the same second: their marks are good for nothing later. */
  readonly recent: ReadonlySet<string>;
}

/** Makes marks of the rows of a view: its id, whether it is recent, then what is another when the machine has changed. */
export function toMarks(rows: readonly (readonly Cell[])[]): ChangeMarks {
  const hashes = new Map<string, ReturnType<typeof createHash>>();
  const recent = new Set<string>();
  for (const [id, isRecent, ...cells] of rows) {
    if (id === null || id === undefined) continue;
    if (isRecent !== '0') recent.add(id);
    const hash = hashes.get(id) ?? createHash('sha256');
    hashes.set(id, hash.update(JSON.stringify(cells)));
  }
  const marks = new Map<string, string>();
  for (const [id, hash] of hashes) marks.set(id, hash.digest().toString('base64url', 0, markBytes));
  return { marks, recent };
}

/** The machines whose mark is not what it was. Marks are equal or not; no time is ever compared with another. */
export function findChanged({ marks }: ChangeMarks, before: Readonly<Record<string, string>>): string[] {
  const known = new Map(Object.entries(before));
  return [...marks].filter(([id, mark]) => known.get(id) !== mark).map(([id]) => id);
}

/** What a later run may go by. */
export function toKept({ marks, recent }: ChangeMarks): Record<string, string> {
  return Object.fromEntries([...marks].filter(([id]) => !recent.has(id)));
}
