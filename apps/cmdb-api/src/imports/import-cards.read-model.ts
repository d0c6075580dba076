import type { AttributeDefinition } from '@popis/model';
import { type CardRow, cardRowColumns } from '../cards/card-page.read-model.ts';
import { cardsOf } from '../cards/card-sources.ts';
import { type Card, toCards } from '../cards/cards.read-model.ts';
import { Binder } from '../cards/list-scope.ts';
import { attributeExpression, sqlTypeOf } from '../classes/attribute-expression.ts';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import type { Tx } from '../platform/database/database.ts';

/** Cards of a class by key, as `keyOf` writes it, every part of it equal: `undefined` in the key stands for the id. */
export async function findCardsByKey(
  tx: Tx,
  catalogue: StoredCatalogue,
  className: string,
  key: readonly (AttributeDefinition | undefined)[],
  wanted: readonly string[],
): Promise<Map<string, Card[]>> {
  if (wanted.length === 0) return new Map();
  const parts = key.map((_attribute, index) => `part_${index} text`).join(', ');
  const equal = key.map((attribute, index) => {
    const part = `wanted.part_${index}`;
    if (attribute === undefined) return `card.id = ${castTo('uuid', part)}`;
    return `${attributeExpression(attribute)} = ${castTo(sqlTypeOf(attribute), part)}`;
  });
  const records = wanted.map((text) => {
    const values: string[] = JSON.parse(text);
    return { key: text, ...Object.fromEntries(values.map((value, index) => [`part_${index}`, value])) };
  });
  const binder = new Binder();
  const given = binder.bind(JSON.stringify(records));
  const scope = { catalogue, binder, asOf: undefined };
  const rows: (CardRow & { key: string })[] = await tx.query(
    `SELECT wanted.key, ${cardRowColumns} FROM jsonb_to_recordset(${given}::jsonb) AS wanted(key text, ${parts})
     JOIN ${cardsOf(catalogue.concreteIds(className), scope)} AS card ON ${equal.join(' AND ')}`,
    binder.values,
  );
  const cards = await toCards(tx, catalogue, rows, undefined);
  const found = new Map<string, Card[]>();
  for (const [index, { key: text }] of rows.entries()) {
    const card = cards[index];
    if (card !== undefined) found.set(text, [...(found.get(text) ?? []), card]);
  }
  return found;
}

/** The wanted value is cast, not the card's, or no index would find it; a text that is no value of the type finds nothing. */
function castTo(sqlType: string, sql: string): string {
  return sqlType === 'text'
    ? sql
    : `CASE WHEN pg_input_is_valid(${sql}, '${sqlType}') THEN (${sql})::${sqlType} END`;
}

/** Ids of the active cards of a class that have one of these texts as their code or id. */
export async function findReferenced(
  tx: Tx,
  catalogue: StoredCatalogue,
  className: string,
  texts: readonly string[],
): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  if (texts.length === 0) return found;
  const ids = texts.filter((text) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text));
  const binder = new Binder();
  const source = cardsOf(catalogue.concreteIds(className), { catalogue, binder, asOf: undefined });
  const rows: { text: string; id: string }[] = await tx.query(
    `SELECT card.code AS text, card.id FROM ${source} AS card WHERE card.code = ANY (${binder.bind(texts)}::text[])
     UNION SELECT card.id::text, card.id FROM ${source} AS card WHERE card.id = ANY (${binder.bind(ids)}::uuid[])`,
    binder.values,
  );
  for (const { text, id } of rows) found.set(text, [...(found.get(text) ?? []), id]);
  return found;
}
