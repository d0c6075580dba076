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
import { type AnswerWork, toAttestedAnswers } from '../reconciliation/answers/answer-attestation.ts';
import { type PolicyWork, toAttestedPolicies } from '../reconciliation/policies/policy-attestation.ts';
import { type TabsWork, toAttestedTabs } from '../views/tabs-attestation.ts';
import { toAttestedViews, type ViewWork } from '../views/view-attestation.ts';
import { type PurgeWork, toAttestedPurge } from './purge-attestation.ts';
import type { RemovedRow } from './purges.read-model.ts';
import type { RetentionRules } from './retention-rules.ts';

/** Everything in the tables that names a change as its own. */
export interface ChangeContents {
  written: WrittenContent;
  documents: Required<DocumentWork>;
  journal: JournalWork;
  views: ViewWork;
  tabs: TabsWork;
  policies: PolicyWork;
  answers: AnswerWork;
  model: readonly ModelDifference[];
  /** What it removed of what others wrote. */
  purge: (PurgeWork & { items: readonly RemovedRow[] }) | undefined;
  /** What it wrote itself and retention removed since. */
  removed: readonly RemovedRow[];
  /** Whether all of it begins and ends at the time of the change. */
  isTimed: boolean;
}

/**
 * What is wrong with a change, as the end of a sentence about it. A change writes either to cards and relations, or to
 * documents, to a journal, to saved views, to their tabs, to the policy of a source,
 * to answers, or to the model; so what stands in its name elsewhere was put there by another.
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
      ? attestItems(change, listHashes(contents, names)).equals(hash)
      : forms.some((toForm) => attest(change, toForm()).equals(hash));
  return isIntact ? undefined : 'it or what it wrote was altered';
}

/** What is there, and what is known to have been there. */
function listHashes({ written, removed }: ChangeContents, names: ModelNames): Buffer[] {
  return [...toWrittenItems(written, names), ...removed].map((item) => item.hash);
}

/** Makes the attested form of each kind of which it wrote anything. */
function listForms(contents: ChangeContents): (() => JsonValue)[] {
  const { written, documents, journal, views, tabs, policies, answers, model, purge, removed } = contents;
  const forms: (() => JsonValue)[] = [];
  if (isAny(written) || removed.length > 0) forms.push(() => toAttestedContent(written));
  if (isAny(documents)) forms.push(() => toAttested(documents));
  if (isAny(journal)) forms.push(() => toAttestedJournal(journal));
  if (isAny(views)) forms.push(() => toAttestedViews(views));
  if (isAny(tabs)) forms.push(() => toAttestedTabs(tabs));
  if (isAny(policies)) forms.push(() => toAttestedPolicies(policies));
  if (isAny(answers)) forms.push(() => toAttestedAnswers(answers));
  if (model.length > 0) forms.push(() => toAttestedModelChange(model));
  if (purge !== undefined) forms.push(() => toAttestedPurge(purge));
  return forms;
}

function isAny(work: object): boolean {
  return Object.values(work).some((rows: readonly unknown[]) => rows.length > 0);
}

/** What is wrong with what a change removed, though its hash is right: what was to be kept by the model of then. */
export function findPurgeFault(
  at: Date,
  { purge }: ChangeContents,
  rules: RetentionRules,
): string | undefined {
  if (purge === undefined) return undefined;
  if (!rules.allows(purge, at)) return 'it removed what the model wanted kept';
  const began = new Set<string>();
  const ended: RemovedRow[] = [];
  for (const item of purge.items) {
    if (item.kind === 'card' || item.kind === 'relation') began.add(item.id);
    else ended.push(item);
  }
  const isWhole = ended.length * 2 === purge.items.length && ended.every(({ id }) => began.has(id));
  const isPast = ended.every((item) => item.at <= purge.before);
  return isWhole && isPast ? undefined : 'it removed what had not ended yet';
}
