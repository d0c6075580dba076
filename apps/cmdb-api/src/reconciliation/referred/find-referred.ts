import { canonicalUuid } from '@popis/identification';
import { type ReferredBy, type ReferredPart, toReferredBy } from '@popis/reconciliation';
import type { Tx } from '../../platform/database/database.ts';
import type { StateScope } from '../current-state.ts';
import { listByAttribute, listByEvidence, listByRecords, type ReferredRow } from './referred.read-model.ts';

/** The cards that a value names: one is what is meant, none and several are not known. */
export type Referred = ReadonlyMap<string, string | null>;

/** One text for a value that is referred by, the same for every writing of it; `undefined` when it names nothing. */
export function referredText({ class: className, attribute, value }: ReferredPart): string | undefined {
  const by = toReferredBy(value);
  return by === undefined ? undefined : `${className}\n${attribute}\n${by.text}`;
}

/**
 * Finds the cards that references name, by `referredText`. What the run itself says of hardware counts first, then what its
 * source said earlier, then what stands on cards.
 */
export async function findReferred(
  tx: Tx,
  scope: StateScope,
  runId: string,
  references: readonly ReferredPart[],
): Promise<Map<string, Referred>> {
  const found = new Map<string, Referred>();
  const kinds = Map.groupBy(references, (each) => `${each.class}\n${each.attribute}`);
  for (const [kind, some] of kinds) {
    const [first] = some;
    if (first === undefined) continue;
    const asked = some.map((each) => toReferredBy(each.value)).filter((by) => by !== undefined);
    const rows = await lookUp(tx, scope, runId, first, asked);
    for (const [text, cards] of rows) found.set(`${kind}\n${text}`, cards);
  }
  return found;
}

async function lookUp(
  tx: Tx,
  scope: StateScope,
  runId: string,
  { class: className, attribute }: ReferredPart,
  asked: readonly ReferredBy[],
): Promise<Map<string, Referred>> {
  const { catalogue, source } = scope;
  const classIds = catalogue.concreteIds(className);
  const names = classIds.map((id) => catalogue.className(id));
  const found = new Map<string, Map<string, string | null>>();
  const note = (rows: readonly ReferredRow[], textOf: (value: string) => string) => {
    for (const [text, some] of Map.groupBy(rows, (row) => textOf(row.value))) {
      if (!found.has(text)) found.set(text, new Map(some.map((row) => [row.cardId, row.key])));
    }
  };
  const formsOf = () => asked.flatMap((by) => (by.kind === 'uuid' && !found.has(by.text) ? by.forms : []));
  note(await listByRecords(tx, runId, names, formsOf()), canonicalUuid);
  note(await listByEvidence(tx, { id: runId, source }, classIds, formsOf()), canonicalUuid);
  const uuids = { attribute, kind: 'uuid', values: formsOf() } as const;
  if (uuids.values.length > 0) note(await listByAttribute(tx, runId, classIds, uuids), canonicalUuid);
  const texts = asked.filter((by) => by.kind === 'text').map((by) => by.text);
  if (texts.length === 0) return found;
  note(await listByAttribute(tx, runId, classIds, { attribute, kind: 'text', values: texts }), String);
  return found;
}
