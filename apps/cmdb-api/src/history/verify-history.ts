import { toAttestedContent } from '../cards/written-content.ts';
import { attest, type Change } from '../changes/attestation.ts';
import { merkleRoot } from '../changes/merkle.ts';
import { hashSeal, noHash, type Seal } from '../changes/seal.ts';
import { listSealsAfter } from '../changes/seals.read-model.ts';
import type { Tx } from '../platform/database/database.ts';
import {
  findStrayChange,
  listSealedChanges,
  listUnsealedChanges,
  readLastPosition,
  type SealedChange,
} from './sealed-changes.read-model.ts';
import { readContents } from './verification.service.ts';
import { readWrittenContents } from './written-contents.read-model.ts';

/** A seal as somebody noted it down where the database's keeper cannot reach it. */
export interface Anchor {
  seal: number;
  /** Its hash, in hexadecimal. */
  hash: string;
}

/** The outcome: the head of the chain, or the first entry that is false. */
export type HistoryVerdict =
  | { intact: true; seals: number; changes: number; unsealed: number; head: Anchor | null }
  | { intact: false; fault: string };

export interface VerifyOptions {
  anchor?: Anchor | undefined;
  /** Told after every batch how many changes of how many are done. */
  onProgress?: (done: number, total: number) => void;
}

const batch = 500;
const sealsAtOnce = 100;

class FalseEntry extends Error {}

/**
 * Makes every hash again from the tables: of each change from what it wrote, of each seal from its changes and the seal
 * before. Reads in batches, so memory does not grow with the history. `tx` should stand on one snapshot.
 */
export async function verifyHistory(tx: Tx, options: VerifyOptions = {}): Promise<HistoryVerdict> {
  try {
    return await verify(tx, options);
  } catch (error) {
    if (error instanceof FalseEntry) return { intact: false, fault: error.message };
    throw error;
  }
}

async function verify(tx: Tx, { anchor, onProgress }: VerifyOptions): Promise<HistoryVerdict> {
  const last = await readLastPosition(tx);
  let previous: Seal | undefined;
  for (;;) {
    const seals = await listSealsAfter(tx, previous?.id ?? 0, sealsAtOnce);
    if (seals.length === 0) break;
    for (const seal of seals) {
      checkSeal(seal, previous, anchor);
      await checkSealed(tx, seal, previous, (done) => onProgress?.(done, last));
      previous = seal;
    }
  }
  const total = previous?.total ?? 0;
  demand(
    (previous?.id ?? 0) >= (anchor?.seal ?? 0),
    `The state is older than anchor ${anchor?.seal}: it ends with seal ${previous?.id ?? 0}`,
  );
  demand(last <= total, `Position ${total + 1} is in no seal: the seal of it is gone`);
  const unsealed = await checkUnsealed(tx, previous);
  const stray = await findStrayChange(tx);
  demand(
    stray === undefined,
    `Change ${stray} has no seal and waits for none: it was not made by the application`,
  );
  const head = previous === undefined ? null : { seal: previous.id, hash: previous.hash.toString('hex') };
  return { intact: true, seals: previous?.id ?? 0, changes: total, unsealed, head };
}

/** What can be said of a seal by itself and the one before. */
function checkSeal(seal: Seal, previous: Seal | undefined, anchor: Anchor | undefined): void {
  const id = (previous?.id ?? 0) + 1;
  demand(seal.id === id, `Seal ${id} is gone`);
  demand(hashSeal(seal).equals(seal.hash), `Seal ${id} was altered`);
  demand(
    seal.prevHash.equals(previous?.hash ?? noHash),
    `Seal ${id} does not follow seal ${id - 1}, which was altered`,
  );
  demand(
    seal.total === (previous?.total ?? 0) + seal.count,
    `Seal ${id} does not count on from seal ${id - 1}`,
  );
  const isAnchored = anchor?.seal === id;
  demand(
    !isAnchored || anchor.hash === seal.hash.toString('hex'),
    `Seal ${id} is not the one of the anchor: history was written anew`,
  );
}

async function checkSealed(
  tx: Tx,
  seal: Seal,
  previous: Seal | undefined,
  onProgress: (done: number) => void,
): Promise<void> {
  const hashes: Buffer[] = [];
  let position = previous?.total ?? 0;
  let before: Change | undefined;
  let first: string | undefined;
  while (position < seal.total) {
    const changes = await listSealedChanges(tx, position, seal.total, batch);
    demand(changes.length > 0, `Position ${position + 1}, in seal ${seal.id}, is gone`);
    for (const sealed of changes) {
      position += 1;
      demand(sealed.position === position, `Position ${position}, in seal ${seal.id}, is gone`);
      const change = checkPlace(sealed, seal, previous);
      demand(
        before === undefined || isBefore(before, change),
        `Change ${change.id}, at position ${position}, is out of order in seal ${seal.id}`,
      );
      before = change;
      first ??= change.id;
      hashes.push(sealed.sealedHash);
    }
    await checkContents(
      tx,
      changes.flatMap(({ found }) => found ?? []),
    );
    onProgress(position);
  }
  const isRoot = merkleRoot(hashes).equals(seal.merkleRoot);
  const isBounded = first === seal.firstChange && before?.id === seal.lastChange;
  demand(
    isRoot && isBounded,
    `The changes of seal ${seal.id} are not those that were sealed (${first} to ${before?.id})`,
  );
}

function checkPlace(sealed: SealedChange, seal: Seal, previous: Seal | undefined): Change {
  const { changeId, position, found } = sealed;
  if (found === undefined)
    throw new FalseEntry(`Change ${changeId}, at position ${position} in seal ${seal.id}, is gone`);
  demand(
    found.hash.equals(sealed.sealedHash),
    `Change ${changeId} has another hash than was sealed at position ${position}`,
  );
  checkDate(found.change, previous);
  return found.change;
}

/** Nobody makes a change that is older than every transaction which ran when the seal before was made. */
function checkDate(change: Change, previous: Seal | undefined): void {
  const isDated = previous === undefined || change.at >= previous.horizon;
  demand(
    isDated,
    `Change ${change.id} is back-dated: ${change.at.toISOString()} was over when seal ${previous?.id} was made`,
  );
}

async function checkUnsealed(tx: Tx, previous: Seal | undefined): Promise<number> {
  let count = 0;
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const changes = await listUnsealedChanges(tx, after, batch);
    const lastOne = changes.at(-1);
    if (lastOne === undefined) return count;
    for (const { change } of changes) checkDate(change, previous);
    await checkContents(tx, changes);
    count += changes.length;
    after = lastOne.change.id;
  }
}

/** Names the first change whose hash the tables do not give again. */
async function checkContents(tx: Tx, changes: readonly { change: Change; hash: Buffer }[]): Promise<void> {
  const contents = await readWrittenContents(
    tx,
    changes.map(({ change }) => change.id),
  );
  for (const { change, hash } of changes) {
    const content = contents.get(change.id);
    if (content === undefined) continue;
    demand(content.isTimed, `Change ${change.id}: something that it wrote begins or ends at another time`);
    if (attest(change, toAttestedContent(content)).equals(hash)) continue;
    const others = await readContents(tx, change.id);
    const isIntact = others.some((other) => attest(change, other).equals(hash));
    demand(
      isIntact,
      `Change ${change.id} of ${change.at.toISOString()} by ${change.actor}: it or what it wrote was altered`,
    );
  }
}

function isBefore(one: Change, other: Change): boolean {
  return one.at < other.at || (one.at.getTime() === other.at.getTime() && one.id < other.id);
}

function demand(condition: boolean, fault: string): asserts condition {
  if (!condition) throw new FalseEntry(fault);
}
