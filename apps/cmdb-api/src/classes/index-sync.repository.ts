import type { EffectiveAttribute } from '@popis/model';
import type { Tx } from '../platform/database/database.ts';
import { quoteIdentifier } from '../platform/database/quoting.ts';
import { attributeExpression, plainIndexName, uniqueIndexName } from './attribute-expression.ts';
import type { StoredCatalogue } from './stored-catalogue.ts';

interface WantedIndex {
  classId: number;
  name: string;
  unique: boolean;
  expression: string;
}

/**
 * Makes the expression indexes that the model wants and drops those that it wants no more. To be called under the lock
 * of the model, so that no card is written meanwhile. `stale` are attributes whose index has to be made anew.
 */
export async function syncIndexes(
  tx: Tx,
  catalogue: StoredCatalogue,
  stale: ReadonlySet<number>,
): Promise<void> {
  const rows: { name: string }[] = await tx.query(
    `SELECT indexname AS name FROM pg_indexes
     WHERE schemaname = current_schema() AND indexname ~ '^card_c[0-9]+_a[0-9]+_(key|idx)$'`,
  );
  const wanted = new Map(listWantedIndexes(catalogue).map((index) => [index.name, index]));
  const standing = new Set<string>();
  for (const { name } of rows) {
    const attributeId = Number(/_a(\d+)_/.exec(name)?.[1]);
    if (wanted.has(name) && !stale.has(attributeId)) standing.add(name);
    else await tx.query(`DROP INDEX ${quoteIdentifier(name)}`);
  }
  for (const index of wanted.values()) if (!standing.has(index.name)) await createIndex(tx, index);
}

function listWantedIndexes(catalogue: StoredCatalogue): WantedIndex[] {
  const wanted: WantedIndex[] = [];
  for (const known of catalogue.classes) {
    if (known.abstract) continue;
    for (const attribute of known.attributes) {
      const attributeId = catalogue.attributeId(known.name, attribute.name);
      if (attributeId === undefined) continue;
      const index = toWantedIndex(catalogue.classId(known.name), attributeId, attribute);
      if (index !== undefined) wanted.push(index);
    }
  }
  return wanted;
}

function toWantedIndex(
  classId: number,
  attributeId: number,
  attribute: EffectiveAttribute,
): WantedIndex | undefined {
  const { unique, indexed = false } = attribute;
  if (!unique && !indexed) return undefined;
  const name = unique ? uniqueIndexName(classId, attributeId) : plainIndexName(classId, attributeId);
  return { classId, name, unique, expression: attributeExpression(attribute) };
}

async function createIndex(tx: Tx, { classId, name, unique, expression }: WantedIndex): Promise<void> {
  const onPartition = expression.replaceAll('card.', '');
  const partition = quoteIdentifier(`card_c${classId}`);
  await tx.query(
    `CREATE ${unique ? 'UNIQUE ' : ''}INDEX ${quoteIdentifier(name)} ON ${partition} (${onPartition})`,
  );
}
