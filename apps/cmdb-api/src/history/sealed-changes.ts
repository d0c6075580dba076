import { setImmediate } from 'node:timers/promises';
import type { Tx } from '../platform/database/database.ts';
import { readChangeContents } from './change-contents.read-model.ts';
import type { ChangeContents } from './change-contents.ts';
import { listSealedChanges, type SealedChange } from './sealed-changes.read-model.ts';

/** A batch of sealed changes with what they wrote. */
interface Batch {
  changes: SealedChange[];
  contents: Map<string, ChangeContents>;
}

/** So many that a range of an index pays for itself, so few that their content is small. */
const batchSize = 4_000;
/** After so many the database's answers are looked at. */
const turn = 50;

/** Sealed changes one after the other with what they wrote. The next batch is read while one is worked on. */
export class SealedChanges {
  private readonly tx: Tx;
  private readonly last: number;
  private readonly onProgress: ((done: number, total: number) => void) | undefined;
  private batch: Batch = { changes: [], contents: new Map() };
  private index = 0;
  private reading: Promise<Batch> | undefined;

  constructor(tx: Tx, last: number, onProgress?: (done: number, total: number) => void) {
    this.tx = tx;
    this.last = last;
    this.onProgress = onProgress;
  }

  /** `undefined` after the last one. */
  async next(): Promise<{ sealed: SealedChange; contents: ChangeContents | undefined } | undefined> {
    if (this.index === this.batch.changes.length) await this.turnOver();
    else if (this.index % turn === 0) await setImmediate();
    const sealed = this.batch.changes[this.index];
    if (sealed === undefined) return undefined;
    this.index += 1;
    if (this.index === this.batch.changes.length) this.onProgress?.(sealed.position, this.last);
    return { sealed, contents: this.batch.contents.get(sealed.changeId) };
  }

  /** Waits until nothing is read any more. To be called before the transaction is used for anything else. */
  async settle(): Promise<void> {
    await this.reading;
  }

  private async turnOver(): Promise<void> {
    this.batch = await (this.reading ?? this.read(0));
    this.index = 0;
    const end = this.batch.changes.at(-1)?.position;
    this.reading = end === undefined ? undefined : this.read(end);
    // Whoever comes for it is told of a failure; until then it is none that nobody handles.
    this.reading?.catch(() => undefined);
  }

  private async read(after: number): Promise<Batch> {
    const changes = await listSealedChanges(this.tx, after, this.last, batchSize);
    const found = changes.flatMap((each) => each.found ?? []);
    return { changes, contents: await readChangeContents(this.tx, found) };
  }
}
