import type { Tx } from '../platform/database/database.ts';
import { readModel } from './catalogue.read-model.ts';
import type { ModelAddition } from './model-addition.ts';

/** What a change added to the model, read again from the tables. */
export async function readModelAddition(tx: Tx, changeId: string): Promise<ModelAddition> {
  const rows: { kind: string; name: string }[] = await tx.query(
    `SELECT 'class' AS kind, class.name FROM class WHERE class.change_id = $1
     UNION ALL SELECT 'attribute', class.name || '.' || attribute.name
       FROM attribute JOIN class ON class.id = attribute.class_id WHERE attribute.change_id = $1
     UNION ALL SELECT 'domain', domain.name FROM domain WHERE domain.change_id = $1
     UNION ALL SELECT 'lookup', lookup.name FROM lookup WHERE lookup.change_id = $1`,
    [changeId],
  );
  if (rows.length === 0) return {};
  const added = new Set(rows.map((row) => `${row.kind} ${row.name}`));
  const model = await readModel(tx);
  const attributes = [];
  for (const { name, attributes: own } of model.classes) {
    for (const attribute of own) {
      if (added.has(`attribute ${name}.${attribute.name}`)) attributes.push({ class: name, attribute });
    }
  }
  return {
    classes: model.classes
      .filter(({ name }) => added.has(`class ${name}`))
      .map((definition) => ({ ...definition, attributes: [] })),
    attributes,
    domains: model.domains.filter(({ name }) => added.has(`domain ${name}`)),
    lookups: model.lookups.filter(({ name }) => added.has(`lookup ${name}`)),
  };
}
