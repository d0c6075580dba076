import type { Change } from '../changes/attestation.ts';
import { merkleRoot } from '../changes/merkle.ts';
import { hashSeal, noHash, type Seal } from '../changes/seal.ts';
import { demand, FalseEntry } from './false-entry.ts';
import type { SealedChange } from './sealed-changes.read-model.ts';

/** A seal as somebody noted it down where the database's keeper cannot reach it. */
export interface Anchor {
  seal: number;
  /** Its hash, in hexadecimal. */
  hash: string;
}

/** Goes along the chain of seals and the changes under each, in their order, and throws at the first false one. */
export class SealWalk {
  /** The last seal that was done. */
  previous: Seal | undefined;
  private current: Seal | undefined;
  private readonly anchor: Anchor | undefined;
  private hashes: Buffer[] = [];
  private position = 0;
  private first: string | undefined;
  private before: Change | undefined;

  constructor(anchor: Anchor | undefined) {
    this.anchor = anchor;
  }

  /** Takes the seal that follows, whose changes come next. */
  open(seal: Seal): void {
    checkSeal(seal, this.previous, this.anchor);
    this.current = seal;
    this.hashes = [];
    this.first = undefined;
    this.before = undefined;
  }

  /** Whether all changes of the open seal were seen; none is open at the beginning. */
  get isFull(): boolean {
    return this.current === undefined || this.position >= this.current.total;
  }

  /** Takes the next change under the open seal, and gives it if it is in its place. */
  add(sealed: SealedChange): NonNullable<SealedChange['found']> {
    const { current: seal, previous, before } = this;
    this.position += 1;
    const { position } = this;
    demand(sealed.position === position, `Position ${position}, in seal ${seal?.id}, is gone`);
    const { changeId, found } = sealed;
    if (found === undefined)
      throw new FalseEntry(`Change ${changeId}, at position ${position} in seal ${seal?.id}, is gone`);
    const isSame = found.hash.equals(sealed.sealedHash);
    demand(isSame, `Change ${changeId} has another hash than was sealed at position ${position}`);
    checkDate(found.change, previous);
    const { change } = found;
    demand(
      before === undefined || isBefore(before, change),
      `Change ${change.id}, at position ${position}, is out of order in seal ${seal?.id}`,
    );
    this.before = change;
    this.first ??= change.id;
    this.hashes.push(sealed.sealedHash);
    return found;
  }

  /** Ends the open seal: its changes must be those that were sealed. */
  close(): void {
    const { current: seal, first, before, hashes } = this;
    if (seal === undefined) return;
    demand(this.isFull, `Position ${this.position + 1}, in seal ${seal.id}, is gone`);
    const isRoot = merkleRoot(hashes).equals(seal.merkleRoot);
    const isBounded = first === seal.firstChange && before?.id === seal.lastChange;
    demand(
      isRoot && isBounded,
      `The changes of seal ${seal.id} are not those that were sealed (${first} to ${before?.id})`,
    );
    this.previous = seal;
    this.current = undefined;
  }
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

/** Nobody makes a change that is older than every transaction which ran when the seal before was made. */
export function checkDate(change: Change, previous: Seal | undefined): void {
  const isDated = previous === undefined || change.at >= previous.horizon;
  demand(
    isDated,
    `Change ${change.id} is back-dated: ${change.at.toISOString()} was over when seal ${previous?.id} was made`,
  );
}

function isBefore(one: Change, other: Change): boolean {
  return one.at < other.at || (one.at.getTime() === other.at.getTime() && one.id < other.id);
}
