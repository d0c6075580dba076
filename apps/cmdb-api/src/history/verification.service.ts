import { Inject, Injectable } from '@nestjs/common';
import { NotFoundError } from '@popis/errors';
import { findChange, type RecordedChange } from '../changes/changes.read-model.ts';
import { readModelNames } from '../classes/catalogue.read-model.ts';
import { findFalseItem } from '../classes/model-change.read-model.ts';
import { Database } from '../platform/database/database.ts';
import { readChangeContents } from './change-contents.read-model.ts';
import { findContentFault } from './change-contents.ts';

/** A change with the outcome of making its hash again. */
export interface CheckedChange extends RecordedChange {
  intact: boolean;
  /** What retention removed of what it wrote: how many things, by which changes. */
  removed: { items: number; by: string[] };
}

/** Finds out whether history was edited behind the application's back. */
@Injectable()
export class VerificationService {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** @throws NotFoundError */
  async verify(changeId: string): Promise<CheckedChange> {
    return this.database.read(async (tx) => {
      const found = await findChange(tx, changeId);
      if (found === undefined) throw new NotFoundError('There is no such change');
      const contents = (await readChangeContents(tx, [found])).get(changeId);
      const fault =
        contents === undefined ? 'it is gone' : findContentFault(found, contents, await readModelNames(tx));
      const isModel = (contents?.model.length ?? 0) > 0;
      const falseItem = isModel ? await findFalseItem(tx, changeId) : undefined;
      const gone = contents?.removed ?? [];
      const removed = { items: gone.length, by: [...new Set(gone.map(({ purgeId }) => purgeId))] };
      return { ...found, removed, intact: fault === undefined && falseItem === undefined };
    });
  }
}
