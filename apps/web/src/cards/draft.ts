import type { Attribute, Card, CardSummary } from '../api/types.ts';
import { isCardSummary, isCodes } from '../values/value-text.ts';

/** What a form holds for one attribute: text as typed, or the card that a reference points to. */
export type FieldDraft = string | CardSummary | null;
export type Draft = Record<string, FieldDraft>;

function toLocalMinute(instant: string): string {
  const at = new Date(instant);
  if (Number.isNaN(at.getTime())) return instant;
  const local = new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

export function toFieldDraft(attribute: Attribute, value: unknown): FieldDraft {
  if (attribute.type === 'reference') return isCardSummary(value) ? value : null;
  if (value === null || value === undefined) return '';
  if (attribute.type === 'timestamp') return toLocalMinute(String(value));
  if (attribute.type === 'lookupArray' && isCodes(value)) return formatCodes(value);
  return typeof value === 'object' ? JSON.stringify(value, null, 2) : String(value);
}

export function toDraft(attributes: readonly Attribute[], values: Record<string, unknown>): Draft {
  const draft: Draft = {};
  for (const attribute of attributes) draft[attribute.name] = toFieldDraft(attribute, values[attribute.name]);
  return draft;
}

export type ParsedField = { value: unknown } | { fault: string };

function parseNumber(text: string, whole: boolean): ParsedField {
  const number = Number(text.replace(',', '.'));
  if (!Number.isFinite(number)) return { fault: 'must be a number' };
  if (whole && !Number.isSafeInteger(number)) return { fault: 'must be a whole number' };
  return { value: number };
}

function parseJson(text: string): ParsedField {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return { fault: 'must be JSON' };
  }
}

/** Text as typed → the value that the interface wants. An empty field is no value. */
export function parseField(attribute: Attribute, draft: FieldDraft): ParsedField {
  if (draft === null) return { value: null };
  if (isCardSummary(draft)) return { value: draft.id };
  const text = attribute.type === 'text' ? draft : draft.trim();
  if (text === '') return { value: null };
  return parsers[attribute.type](text);
}

function parseInstant(text: string): ParsedField {
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? { fault: 'must be a date with a time' } : { value: at.toISOString() };
}

function asTyped(text: string): ParsedField {
  return { value: text };
}

/** What is sent of a text by its type. What is sent as typed, the server holds against the type. */
const parsers: Readonly<Record<Attribute['type'], (text: string) => ParsedField>> = {
  string: asTyped,
  text: asTyped,
  integer: (text) => parseNumber(text, true),
  decimal: (text) => parseNumber(text, false),
  boolean: (text) => ({ value: text === 'true' }),
  date: asTyped,
  timestamp: parseInstant,
  interval: asTyped,
  lookup: asTyped,
  lookupArray: (text) => ({ value: parseCodes(text) }),
  reference: asTyped,
  ipAddress: asTyped,
  ipNetwork: asTyped,
  money: asTyped,
  url: asTyped,
  json: parseJson,
};

/** The codes that a draft of several holds. */
export function parseCodes(draft: FieldDraft): string[] {
  return typeof draft !== 'string' || draft === '' ? [] : draft.split('\n');
}

/** Codes as a draft: one a line, since no code has two. */
export function formatCodes(codes: readonly string[]): string {
  return [...codes].sort().join('\n');
}

/** The amount and the currency that a draft of money holds, whether or not they are complete. */
export function parseMoneyDraft(draft: FieldDraft): { amount: string; currency: string } {
  const [amount = '', currency = ''] = typeof draft === 'string' ? draft.split(' ') : [];
  return { amount, currency };
}

/** Money as a draft: empty where there is no amount, whatever currency is chosen. */
export function formatMoneyDraft(amount: string, currency: string): string {
  const plain = amount.replaceAll(/\s/g, '').replace(',', '.');
  return plain === '' ? '' : `${plain} ${currency}`;
}

function isSameDraft(left: FieldDraft | undefined, right: FieldDraft | undefined): boolean {
  if (isCardSummary(left) && isCardSummary(right)) return left.id === right.id;
  return (left ?? '') === (right ?? '');
}

export interface Edit {
  /** Only what differs from the card the form was opened with. */
  values: Record<string, unknown>;
  faults: Record<string, string>;
}

/** Compares drafts, not values, so that opening and saving a form alters nothing by rounding or rewriting. */
export function planEdit(attributes: readonly Attribute[], before: Draft, after: Draft): Edit {
  const edit: Edit = { values: {}, faults: {} };
  for (const attribute of attributes) {
    const { name } = attribute;
    const draft = after[name] ?? null;
    if (isSameDraft(before[name], draft)) continue;
    const parsed = parseField(attribute, draft);
    if ('fault' in parsed) edit.faults[name] = parsed.fault;
    else edit.values[name] = parsed.value;
  }
  return edit;
}

/** Values of a new card: only what was filled in, and what is mandatory and was not is a fault. */
export function planCreation(attributes: readonly Attribute[], draft: Draft): Edit {
  const edit = planEdit(attributes, {}, draft);
  for (const attribute of attributes) {
    const missing = edit.values[attribute.name] === undefined && edit.faults[attribute.name] === undefined;
    if (attribute.mandatory && missing) edit.faults[attribute.name] = 'is mandatory';
  }
  return edit;
}

/** Faults of a problem under the attribute they speak of; those about no field of the form come under ''. */
export function faultsByField(
  faults: readonly { path: string; message: string }[],
  attributes: readonly Attribute[],
): Record<string, string> {
  const found: Record<string, string> = {};
  for (const fault of faults) {
    const name = fault.path.replace(/^attributes\./, '').split('.')[0] ?? '';
    const known = attributes.some((attribute) => attribute.name === name);
    const key = known ? name : '';
    const message = known || fault.path === '' ? fault.message : `${fault.path} ${fault.message}`;
    found[key] = found[key] === undefined ? message : `${found[key]}; ${message}`;
  }
  return found;
}

export interface Clash {
  attribute: Attribute;
  before: unknown;
  theirs: unknown;
  /** `undefined`: not touched in this form. */
  mine: FieldDraft | undefined;
}

/** What both sides of a lost race did: every attribute that the other changed or that this form changes. */
export function compareVersions(
  attributes: readonly Attribute[],
  before: Card,
  theirs: Card,
  after: Draft,
): Clash[] {
  const opened = toDraft(attributes, before.attributes);
  const current = toDraft(attributes, theirs.attributes);
  const clashes: Clash[] = [];
  for (const attribute of attributes) {
    const { name } = attribute;
    const theyChanged = !isSameDraft(opened[name], current[name]);
    const iChanged = !isSameDraft(opened[name], after[name]);
    if (!theyChanged && !iChanged) continue;
    clashes.push({
      attribute,
      before: before.attributes[name],
      theirs: theirs.attributes[name],
      mine: iChanged ? (after[name] ?? null) : undefined,
    });
  }
  return clashes;
}
