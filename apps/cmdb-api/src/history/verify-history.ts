import type { ModelNames } from '../cards/written-content.ts';
import type { RecordedChange } from '../changes/changes.read-model.ts';
import type { Seal } from '../changes/seal.ts';
import { listSealsAfter } from '../changes/seals.read-model.ts';
import { readModelNames } from '../classes/catalogue.read-model.ts';
import { findFalseItem } from '../classes/model-change.read-model.ts';
import type { Tx } from '../platform/database/database.ts';
import { readChangeContents } from './change-contents.read-model.ts';
import { type ChangeContents, findContentFault, findPurgeFault } from './change-contents.ts';
import { demand, FalseEntry } from './false-entry.ts';
import { findStrayRemoval } from './purges.read-model.ts';
import { RetentionRules } from './retention-rules.ts';
import { type Anchor, checkDate, SealWalk } from './seal-walk.ts';
import { findStrayChange, listUnsealedChanges, readLastPosition } from './sealed-changes.read-model.ts';
import { SealedChanges } from './sealed-changes.ts';

/** The outcome: the head of the chain, or the first entry that is false. */
export type HistoryVerdict =
  | {
      intact: true;
      seals: number;
      changes: number;
      unsealed: number;
      /** Changes of which retention removed content. */
      removed: number;
      head: Anchor | null;
    }
  | { intact: false; fault: string };

export interface VerifyOptions {
  anchor?: Anchor | undefined;
  /** Told after every batch how many changes of how many are done. */
  onProgress?: (done: number, total: number) => void;
}

/** Changes that wait for their seal are read so many at a time. */
const batch = 4_000;
const sealsAtOnce = 1_000;

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
  const facts: Facts = { names: await readModelNames(tx), rules: new RetentionRules(), removed: 0 };
  const walk = new SealWalk(anchor);
  const changes = new SealedChanges(tx, last, onProgress);
  try {
    for (;;) {
      const seals = await listSealsAfter(tx, walk.previous?.id ?? 0, sealsAtOnce);
      if (seals.length === 0) break;
      for (const seal of seals) await checkSealed(walk, seal, changes, facts);
    }
  } finally {
    await changes.settle();
  }
  const { previous } = walk;
  const total = previous?.total ?? 0;
  demand(
    (previous?.id ?? 0) >= (anchor?.seal ?? 0),
    `The state is older than anchor ${anchor?.seal}: it ends with seal ${previous?.id ?? 0}`,
  );
  demand(last <= total, `Position ${total + 1} is in no seal: the seal of it is gone`);
  const unsealed = await checkUnsealed(tx, previous, facts);
  const stray = await findStrayChange(tx);
  demand(
    stray === undefined,
    `Change ${stray} has no seal and waits for none: it was not made by the application`,
  );
  await checkModel(tx);
  const astray = await findStrayRemoval(tx);
  demand(
    astray === undefined,
    `Something of change ${astray} is said to be removed, by a change that did not`,
  );
  const { removed } = facts;
  const head = previous === undefined ? null : { seal: previous.id, hash: previous.hash.toString('hex') };
  return { intact: true, seals: previous?.id ?? 0, changes: total, unsealed, removed, head };
}

async function checkSealed(walk: SealWalk, seal: Seal, changes: SealedChanges, facts: Facts): Promise<void> {
  walk.open(seal);
  while (!walk.isFull) {
    const next = await changes.next();
    if (next === undefined) break;
    checkContent(walk.add(next.sealed), next.contents, facts);
  }
  walk.close();
}

async function checkUnsealed(tx: Tx, previous: Seal | undefined, facts: Facts): Promise<number> {
  let count = 0;
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const changes = await listUnsealedChanges(tx, after, batch);
    const lastOne = changes.at(-1);
    if (lastOne === undefined) return count;
    const contents = await readChangeContents(tx, changes);
    for (const found of changes) {
      checkDate(found.change, previous);
      checkContent(found, contents.get(found.change.id), facts);
    }
    count += changes.length;
    after = lastOne.change.id;
  }
}

/** What is needed, and found out, on the way. */
interface Facts {
  names: ModelNames;
  rules: RetentionRules;
  removed: number;
}

/** Names a change whose hash the tables do not give again, or that removed what it might not. */
function checkContent(found: RecordedChange, contents: ChangeContents | undefined, facts: Facts): void {
  if (contents === undefined) return;
  const { id, at, actor } = found.change;
  const fault = findContentFault(found, contents, facts.names) ?? findPurgeFault(at, contents, facts.rules);
  demand(fault === undefined, `Change ${id} of ${at.toISOString()} by ${actor}: ${fault}`);
  facts.rules.add(contents.model);
  if (contents.removed.length > 0) facts.removed += 1;
}

/** What changes say of the model is intact by now; the model itself must be what they say. */
async function checkModel(tx: Tx): Promise<void> {
  const found = await findFalseItem(tx);
  if (found === undefined) return;
  const { kind, name, changeId } = found;
  throw new FalseEntry(
    changeId === undefined
      ? `The ${kind} ${name} is in the model, and no change made it`
      : `The ${kind} ${name} is not as change ${changeId} left it: the model was altered`,
  );
}
