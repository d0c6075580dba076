import { Injectable } from '@nestjs/common';
import type { JsonValue } from '@popis/model';
import type { Tx } from '../platform/database/database.ts';
import { newId } from '../platform/ids.ts';
import type { Caller } from '../platform/permissions.ts';
import { attest, attestItems, type Change, type ChangeContext } from './attestation.ts';
import { insertChange, readClock } from './changes.repository.ts';

/** Gives each write its one change. Call `begin` after taking the locks, `record` before writing the first row. */
@Injectable()
export class ChangesService {
  /** The clock that changes are dated by. */
  async readClock(tx: Tx): Promise<Date> {
    return readClock(tx);
  }

  /** Names a change and gives it its time, later than `after`; writes nothing. */
  async begin(tx: Tx, context: ChangeContext, after?: Date): Promise<Change> {
    const clock = await readClock(tx);
    // Whoever waited for a lock may hold an older time than the version it is about to end.
    const earliest = Math.max(after?.getTime() ?? 0, context.after?.getTime() ?? 0) + 1;
    return {
      id: newId(),
      at: new Date(Math.max(clock.getTime(), earliest)),
      actor: context.actor,
      source: context.source,
      runId: context.runId ?? null,
      reason: context.reason ?? null,
      requestId: context.requestId ?? null,
    };
  }

  /** Writes the change with the hash of everything that it is about to write. */
  async record(tx: Tx, change: Change, content: JsonValue): Promise<void> {
    await insertChange(tx, change, attest(change, content), 1);
  }

  /** The same for a change that writes single things, each with a hash of its own. */
  async recordItems(tx: Tx, change: Change, hashes: readonly Buffer[]): Promise<void> {
    await insertChange(tx, change, attestItems(change, hashes), 2);
  }
}

/** The context of a change that a person makes. */
export function changeBy(caller: Caller, reason?: string | null): ChangeContext {
  return { actor: caller.username, source: 'person', reason, requestId: caller.requestId };
}
