import type { Fault } from '@popis/errors';
import { equalValues, type JsonValue } from '@popis/model';
import type { Card } from '../cards/cards.read-model.ts';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import type { ImportColumn, ImportMode, PendingRow, RowVerdict } from './import-job.ts';
import type { ReadCells } from './read-cells.ts';

/** All that the decision about one row rests on. */
export interface RowFacts {
  className: string;
  mode: ImportMode;
  columns: readonly ImportColumn[];
  row: PendingRow;
  read: ReadCells;
  /** Active cards with the key of the row. */
  matches: readonly Card[];
  /** Reference attribute → text → ids of the cards that the text may mean. */
  referenced: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;
}

/** A verdict, with what is to be written. */
export interface DecidedRow extends RowVerdict {
  className: string;
  attributes: Record<string, JsonValue>;
}

/** Decides what becomes of a row: every fault of it at once, each with the heading of its column. */
export function decideRow(catalogue: StoredCatalogue, facts: RowFacts): DecidedRow {
  const { row, read, matches } = facts;
  const [card] = matches;
  const className = card?.class ?? read.className ?? facts.className;
  const faults = [
    ...(row.readingFaults ?? []),
    ...read.faults,
    ...findKeyFaults(facts),
    ...findClassFaults(catalogue, facts, className),
  ];
  const attributes: Record<string, JsonValue> = { ...read.values };
  for (const [name, text] of Object.entries(read.references)) {
    const id = resolve(facts, name, text, card);
    if (typeof id === 'object' && id !== null) faults.push(id);
    else attributes[name] = id;
  }
  if (faults.length === 0) faults.push(...checkValues(catalogue, facts, className, attributes, card));
  const known = { number: row.number, className, attributes, cardId: card?.id ?? null };
  if (faults.length > 0) return { ...known, verdict: 'fault', faults };
  if (card === undefined) return { ...known, verdict: 'create', faults: null };
  return { ...known, verdict: isSame(catalogue, card, attributes) ? 'unchanged' : 'update', faults: null };
}

function findKeyFaults({ mode, row, matches }: RowFacts): Fault[] {
  const say = (message: string) => [{ path: '', message }];
  if (row.key === null) return mode === 'create' ? [] : say('has no value for the key');
  if (row.earlier !== null) return say(`has the same key as row ${row.earlier}`);
  if (matches.length > 1) return say(`has the key of ${matches.length} cards`);
  if (mode === 'create' && matches.length > 0) return say('has the key of a card that exists already');
  return mode === 'update' && matches.length === 0 ? say('has the key of no card') : [];
}

function findClassFaults(catalogue: StoredCatalogue, facts: RowFacts, className: string): Fault[] {
  const path = facts.columns.find((column) => column.attribute === '_class')?.heading ?? '';
  if (!catalogue.getClass(facts.className).concrete.includes(className)) {
    return [{ path, message: `${className} is no class of cards of ${facts.className}` }];
  }
  const { className: given } = facts.read;
  return given === null || given === className
    ? []
    : [{ path, message: `is ${given}, but the card is a ${className}` }];
}

/** A code that several cards have means the one that is shown already, if it is among them. */
function resolve(
  facts: RowFacts,
  name: string,
  text: string | null,
  card: Card | undefined,
): string | null | Fault {
  if (text === null) return null;
  const ids =
    facts.referenced.get(name)?.get(text) ?? facts.referenced.get(name)?.get(text.toLowerCase()) ?? [];
  const shown = shownId(card, name);
  const [only] = ids;
  if (shown !== null && ids.includes(shown)) return shown;
  if (ids.length === 1 && only !== undefined) return only;
  const path = facts.columns.find((column) => column.attribute === name)?.heading ?? name;
  const message = ids.length === 0 ? `"${text}" is no card` : `"${text}" is ${ids.length} cards; give the id`;
  return { path, message };
}

function checkValues(
  catalogue: StoredCatalogue,
  { columns }: RowFacts,
  className: string,
  attributes: Record<string, JsonValue>,
  card: Card | undefined,
): Fault[] {
  const validator = catalogue.validator(className);
  const checked =
    card === undefined ? validator.checkNew(attributes) : validator.checkEdit(attributes, card.attributes);
  return checked.faults.map(({ path, message }) => {
    const name = path.replace('attributes.', '');
    return { path: columns.find((column) => column.attribute === name)?.heading ?? name, message };
  });
}

function isSame(catalogue: StoredCatalogue, card: Card, attributes: Record<string, JsonValue>): boolean {
  const { values, references } = catalogue.validator(card.class).checkEdit(attributes);
  for (const [name, id] of Object.entries(references)) if (shownId(card, name) !== id) return false;
  for (const [name, value] of Object.entries(values)) {
    const standing: JsonValue = JSON.parse(JSON.stringify(card.attributes[name] ?? null));
    if (!equalValues(standing, value)) return false;
  }
  return true;
}

function shownId(card: Card | undefined, name: string): string | null {
  const shown = card?.attributes[name];
  return typeof shown === 'object' && shown !== null && 'id' in shown ? String(shown.id) : null;
}
