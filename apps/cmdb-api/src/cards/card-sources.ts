/**
 * Which rows a query is about: what stands, or what stood at an instant (then `$n`, bound by the caller, is the instant).
 * Both give the same columns under the same alias, so filters and sorting do not know the difference.
 */
export function cardsOf(classIds: readonly number[] | undefined, asOf: string | undefined): string {
  const ofClass = (table: string) =>
    classIds === undefined
      ? ''
      : ` AND ${table}.class_id IN (${classIds.length === 0 ? 'NULL' : classIds.join(', ')})`;
  if (asOf === undefined) {
    const where = ofClass('standing').replace(' AND', 'WHERE');
    return `(SELECT ${cardColumns('standing', 'revision')}, standing.search_text FROM card AS standing ${where})`;
  }
  return `(SELECT ${cardColumns('standing', 'change_id')}, standing.search_text FROM card AS standing
      WHERE standing.valid_from <= ${asOf}${ofClass('standing')}
    UNION ALL
    SELECT ${cardColumns('past', 'change_id')}, search_text(past.code, past.description, past.attributes) AS search_text
      FROM card_history AS past
      WHERE past.valid_from <= ${asOf} AND past.valid_to > ${asOf}${ofClass('past')})`;
}

function cardColumns(table: string, revision: string): string {
  return `${table}.class_id, ${table}.id, ${table}.code, ${table}.description, ${table}.attributes, ${table}.provenance,
      ${table}.valid_from, ${table}.${revision} AS revision`;
}

/** The same for relations. */
export function relationsOf(asOf: string | undefined): string {
  if (asOf === undefined) return 'relation';
  return `(SELECT ${relationColumns('standing')} FROM relation AS standing WHERE standing.valid_from <= ${asOf}
    UNION ALL
    SELECT ${relationColumns('past')} FROM relation_history AS past
      WHERE past.valid_from <= ${asOf} AND past.valid_to > ${asOf})`;
}

function relationColumns(table: string): string {
  const names = [
    'id',
    'domain_id',
    'source_class',
    'source_id',
    'target_class',
    'target_id',
    'attributes',
    'provenance',
    'valid_from',
    'change_id',
  ];
  return names.map((name) => `${table}.${name}`).join(', ');
}
