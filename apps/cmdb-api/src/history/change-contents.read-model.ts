import type { ModelDifference } from '@popis/model';
import { readWrittenContents } from '../cards/written-content.read-model.ts';
import { type OfChange, toWindow } from '../changes/change-window.ts';
import type { RecordedChange } from '../changes/changes.read-model.ts';
import { readModelChanges } from '../classes/model-change.read-model.ts';
import { readDocumentWorks } from '../documents/document-work.read-model.ts';
import { readJournalWorks } from '../journal/journal.read-model.ts';
import type { Tx } from '../platform/database/database.ts';
import { readAnswerWorks } from '../reconciliation/answers/answers.read-model.ts';
import { readPolicyWorks } from '../reconciliation/policies/policies.read-model.ts';
import { readTabsWorks } from '../views/tabs.read-model.ts';
import { readViewWorks } from '../views/views.read-model.ts';
import type { ChangeContents } from './change-contents.ts';
import type { PurgeScope } from './purge-attestation.ts';
import { type RemovedRow, readPurges, readRemovedItems } from './purges.read-model.ts';

type Rows<Work> = { [Key in keyof Work]: Work[Key] extends readonly (infer Row)[] ? Row[] : never };

interface Gathered extends ChangeContents {
  written: Rows<ChangeContents['written']>;
  documents: Rows<ChangeContents['documents']>;
  journal: Rows<ChangeContents['journal']>;
  views: Rows<ChangeContents['views']>;
  tabs: Rows<ChangeContents['tabs']>;
  policies: Rows<ChangeContents['policies']>;
  answers: Rows<ChangeContents['answers']>;
  model: ModelDifference[];
  purge: (PurgeScope & { items: RemovedRow[] }) | undefined;
  removed: RemovedRow[];
}

/** Reads everything that names these changes, in a number of statements that does not depend on theirs. */
export async function readChangeContents(
  tx: Tx,
  changes: readonly RecordedChange[],
): Promise<Map<string, ChangeContents>> {
  const window = toWindow(changes.map(({ change }) => change));
  const gathered = new Map<string, { contents: Gathered; instant: string }>();
  for (const { change, instant } of changes) gathered.set(change.id, { contents: emptyContents(), instant });
  const share = <Row extends OfChange>(rows: readonly Row[], add: (contents: Gathered, row: Row) => void) => {
    for (const row of rows) {
      // The range has changes of other windows in it.
      const found = gathered.get(row.changeId);
      if (found === undefined) continue;
      add(found.contents, row);
      found.contents.isTimed &&= row.instant === found.instant;
    }
  };
  const written = await readWrittenContents(tx, window);
  share(written.cards, (contents, row) => contents.written.cards.push(row));
  share(written.endedCards, (contents, row) => contents.written.endedCards.push(row));
  share(written.relations, (contents, row) => contents.written.relations.push(row));
  share(written.endedRelations, (contents, row) => contents.written.endedRelations.push(row));
  const documents = await readDocumentWorks(tx, window);
  share(documents.documents, (contents, row) => contents.documents.documents.push(row));
  share(documents.versions, (contents, row) => contents.documents.versions.push(row));
  share(documents.links, (contents, row) => contents.documents.links.push(row));
  share(documents.endedLinks, (contents, row) => contents.documents.endedLinks.push(row.id));
  const journal = await readJournalWorks(tx, window);
  share(journal.notes, (contents, row) => contents.journal.notes.push(row));
  share(journal.struck, (contents, row) => contents.journal.struck.push(row.id));
  const views = await readViewWorks(tx, window);
  share(views.begun, (contents, row) => contents.views.begun.push(row));
  share(views.ended, (contents, row) => contents.views.ended.push(row.id));
  const tabs = await readTabsWorks(tx, window);
  share(tabs.begun, (contents, row) => contents.tabs.begun.push(row));
  share(tabs.ended, (contents, row) => contents.tabs.ended.push(row.id));
  const policies = await readPolicyWorks(tx, window);
  share(policies.begun, (contents, row) => contents.policies.begun.push(row));
  share(policies.ended, (contents, row) => contents.policies.ended.push(row.id));
  const answers = await readAnswerWorks(tx, window);
  share(answers.begun, (contents, row) => contents.answers.begun.push(row));
  share(answers.ended, (contents, row) => contents.answers.ended.push(row.id));
  for (const { changeId, ...difference } of await readModelChanges(tx, window)) {
    gathered.get(changeId)?.contents.model.push(difference);
  }
  for (const item of await readRemovedItems(tx, window))
    gathered.get(item.changeId)?.contents.removed.push(item);
  const { scopes, items } = await readPurges(tx, window);
  for (const { changeId, ...scope } of scopes) {
    const contents = gathered.get(changeId)?.contents;
    if (contents !== undefined) contents.purge = { ...scope, items: [] };
  }
  for (const item of items) gathered.get(item.purgeId)?.contents.purge?.items.push(item);
  return new Map([...gathered].map(([id, { contents }]) => [id, contents]));
}

function emptyContents(): Gathered {
  return {
    written: { cards: [], endedCards: [], relations: [], endedRelations: [] },
    documents: { documents: [], versions: [], links: [], endedLinks: [] },
    journal: { notes: [], struck: [] },
    views: { begun: [], ended: [] },
    tabs: { begun: [], ended: [] },
    policies: { begun: [], ended: [] },
    answers: { begun: [], ended: [] },
    model: [],
    purge: undefined,
    removed: [],
    isTimed: true,
  };
}
