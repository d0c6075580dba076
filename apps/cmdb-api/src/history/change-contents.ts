import type { JsonValue, ModelDifference } from '@popis/model';
import {
  type ModelNames,
  toAttestedContent,
  toWrittenItems,
  type WrittenContent,
} from '../cards/written-content.ts';
import { attest, attestItems } from '../changes/attestation.ts';
import type { RecordedChange } from '../changes/changes.read-model.ts';
import { toAttestedModelChange } from '../classes/model-change.ts';
import { type DocumentWork, toAttested } from '../documents/document-attestation.ts';
import { type JournalWork, toAttestedJournal } from '../journal/journal-attestation.ts';
import { toAttestedViews, type ViewWork } from '../views/view-attestation.ts';

/** Everything in the tables that names a change as its own. */
export interface ChangeContents {
  written: WrittenContent;
  documents: Required<DocumentWork>;
  journal: JournalWork;
  views: ViewWork;
  model: readonly ModelDifference[];
  /** Whether all of it begins and ends at the time of the change. */
  isTimed: boolean;
}

/**
 * What is wrong with a change, as the end of a sentence about it. A change writes either to cards and relations, or to
 * documents, to a journal, to saved views, or to the model; so what stands in its name elsewhere was put there by another.
 */
export function findContentFault(
  { change, hash, form, instant }: RecordedChange,
  contents: ChangeContents,
  names: ModelNames,
): string | undefined {
  // What is attested is a Date, which holds whole milliseconds.
  if (!instant.endsWith('000')) return 'its time was altered';
  if (!contents.isTimed) return 'something that it wrote begins or ends at another time';
  const forms = listForms(contents);
  if (forms.length > 1) return 'something is said to be of it that it did not write';
  const isIntact =
    form === 2
      ? attestItems(
          change,
          toWrittenItems(contents.written, names).map((item) => item.hash),
        ).equals(hash)
      : forms.some((toForm) => attest(change, toForm()).equals(hash));
  return isIntact ? undefined : 'it or what it wrote was altered';
}

/** Makes the attested form of each kind of which it wrote anything. */
function listForms({ written, documents, journal, views, model }: ChangeContents): (() => JsonValue)[] {
  const forms: (() => JsonValue)[] = [];
  if (isAny(written)) forms.push(() => toAttestedContent(written));
  if (isAny(documents)) forms.push(() => toAttested(documents));
  if (isAny(journal)) forms.push(() => toAttestedJournal(journal));
  if (isAny(views)) forms.push(() => toAttestedViews(views));
  if (model.length > 0) forms.push(() => toAttestedModelChange(model));
  return forms;
}

function isAny(work: object): boolean {
  return Object.values(work).some((rows: readonly unknown[]) => rows.length > 0);
}
