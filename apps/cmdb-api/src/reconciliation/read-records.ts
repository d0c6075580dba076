import {
  listReferences,
  type NormalisedRecord,
  nameOf,
  normaliseRecord,
  type RawRecord,
} from '@popis/reconciliation';
import type { Tx } from '../platform/database/database.ts';
import { listCardsByText, type NamedRow } from './current-state.read-model.ts';
import type { StateScope } from './current-state.ts';
import type { NamedCards } from './references/named-cards.ts';
import type { StoredRecord } from './run-records.repository.ts';

/** Reads the records through the model, with the cards they refer to looked up for all of them at once. */
export async function readRecords(
  tx: Tx,
  scope: StateScope,
  stored: readonly StoredRecord[],
  named: NamedCards | undefined,
): Promise<Map<number, NormalisedRecord>> {
  const { catalogue, mapping } = scope;
  const bodies = stored.map((record) => record.body).filter((body) => body !== null);
  const standing = await listStanding(
    tx,
    scope,
    bodies.flatMap((body) => listReferences(body, mapping, catalogue)),
  );
  const read = new Map<number, NormalisedRecord>();
  for (const body of bodies) {
    const findCards = (className: string, text: string) => {
      const rows = standing.get(nameOf(className, text)) ?? [];
      return named === undefined ? rows.map((row) => row.id) : named.find(className, text, rows, body.seq);
    };
    const counting = { ...body, evidence: scope.counting(body.class, body.evidence) };
    const ready = named === undefined ? counting : withoutLate(counting, named, standing, scope);
    read.set(body.seq, normaliseRecord(ready, mapping, catalogue, findCards));
  }
  return read;
}

/** The cards that stand for texts, by `nameOf`. */
export async function listStanding(
  tx: Tx,
  { catalogue }: StateScope,
  references: readonly { readonly class: string; readonly text: string }[],
): Promise<Map<string, NamedRow[]>> {
  const found = new Map<string, NamedRow[]>();
  for (const [className, some] of Map.groupBy(references, (each) => each.class)) {
    const texts = new Set(some.map((each) => each.text));
    for (const card of await listCardsByText(tx, catalogue.concreteIds(className), [...texts])) {
      for (const text of new Set([card.code, card.description])) {
        if (text === null) continue;
        const name = nameOf(className, text);
        found.set(name, [...(found.get(name) ?? []), card]);
      }
    }
  }
  return found;
}

/** Leaves out what the record says on attributes that can only be set once all cards of the run are known. */
function withoutLate(
  body: RawRecord,
  named: NamedCards,
  standing: ReadonlyMap<string, readonly NamedRow[]>,
  { mapping, catalogue }: StateScope,
): RawRecord {
  if (!named.isLate(body.seq)) return body;
  const deferred = new Set<string>();
  for (const reference of listReferences(body, mapping, catalogue)) {
    const rows = standing.get(nameOf(reference.class, reference.text)) ?? [];
    if (named.defer(body.seq, reference, rows)) deferred.add(reference.path);
  }
  const rest = (attributes: RawRecord['attributes'], path: string) =>
    Object.fromEntries(
      Object.entries(attributes).filter(([name]) => !deferred.has(`${path}attributes.${name}`)),
    );
  return {
    ...body,
    attributes: rest(body.attributes, ''),
    parts: body.parts.map((part, index) => ({
      ...part,
      attributes: rest(part.attributes, `parts[${index}].`),
    })),
  };
}
