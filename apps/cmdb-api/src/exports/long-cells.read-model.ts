import { InvalidInputError } from '@popis/errors';
import { cardsOf } from '../cards/card-sources.ts';
import type { CheckedList } from '../cards/check-list.ts';
import { filterClause } from '../cards/filter-sql.ts';
import { Binder, type ListScope } from '../cards/list-scope.ts';
import { searchClause } from '../cards/list-sql.ts';
import { attributeExpression } from '../classes/attribute-expression.ts';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import type { Tx } from '../platform/database/database.ts';
import { mostCellCharacters } from './xlsx-cells.ts';

/**
 * Looks for a value too long for a cell of a workbook before the first byte is sent, since cut off it would be written back by an
 * import. JSON is measured as the database writes it, with blanks that the file does not have.
 *
 * @throws InvalidInputError naming the attribute and the first card that has such a value
 */
export async function refuseLongCells(tx: Tx, catalogue: StoredCatalogue, list: CheckedList): Promise<void> {
  const { className, asOf, columns } = list;
  const shown = columns?.filter(({ path }) => path.steps.length === 0).map(({ path }) => path.attribute);
  const attributes = shown ?? catalogue.getClass(className).attributes;
  const long = attributes.filter(({ type }) => ['text', 'json', 'lookupArray'].includes(type));
  if (long.length === 0) return;
  const binder = new Binder();
  const at = asOf === undefined ? undefined : `${binder.bind(asOf)}::timestamptz`;
  const scope: ListScope = { catalogue, className, binder, asOf: at };
  const values = long.map(
    (attribute) => `(${binder.bind(attribute.name)}::text, ${attributeExpression(attribute)}::text)`,
  );
  const most = binder.bind(mostCellCharacters);
  // Only letters outside the first plane count twice, so that most texts need not be looked through.
  const rows: { id: string; code: string | null; name: string }[] = await tx.query(
    `SELECT card.id, card.code, held.name FROM ${cardsOf(catalogue.concreteIds(className), scope)} AS card
     CROSS JOIN LATERAL (VALUES ${values.join(', ')}) AS held (name, value)
     WHERE ${filterClause(scope, list.filter)} AND ${searchClause(scope, list.query)} AND CASE
       WHEN 2 * length(held.value) <= ${most}::integer THEN false
       ELSE length(regexp_replace(held.value, '[^\\u0001-\\uffff]', '..', 'g')) > ${most}::integer END
     LIMIT 1`,
    binder.values,
  );
  const [found] = rows;
  if (found === undefined) return;
  const message = `"${found.name}" of ${found.code ?? found.id} has more than ${mostCellCharacters} characters, the most that a cell of XLSX holds: leave the column out, or take CSV or JSON`;
  throw new InvalidInputError('The export cannot be made as asked', [{ path: 'query.columns', message }]);
}
