import { impacts, type ModelEdit } from '@popis/model';
import { z } from 'zod';
import { fromNewAttribute, fromNewClass, toDraftAttribute } from '../classes/classes.schema.ts';
import {
  attributePropertySchemas,
  domainRuleSchemas,
  lookupPropertySchemas,
  lookupValuePropertySchemas,
  newAttributeSchema,
  newClassSchema,
  newDomainSchema,
  newLookupSchema,
  retentionSchema,
} from '../classes/model.schema.ts';
import { fromNewDomain } from '../domains/domains.schema.ts';
import { fromNewLookup } from '../lookups/lookups.schema.ts';
import type { Fill, WantedEdits } from './model.service.ts';

const label = z.string().trim().min(1, 'must not be empty').max(200);
const position = z.int().min(-1_000_000).max(1_000_000);

export const classChangesSchema = z
  .strictObject({
    label: label.optional(),
    description: z.string().max(2_000).optional(),
    retention: retentionSchema.optional(),
  })
  .meta({ id: 'ClassChanges' });

export const attributeChangesSchema = z
  .strictObject(attributePropertySchemas)
  .partial()
  .meta({ id: 'AttributeChanges' });

export const domainChangesSchema = z
  .strictObject({
    label: label.optional(),
    directLabel: label.optional(),
    inverseLabel: label.optional(),
    impact: z.enum(impacts).optional(),
    ...domainRuleSchemas,
    attributes: z.array(newAttributeSchema).max(100).optional(),
  })
  .meta({ id: 'DomainChanges' });

export const lookupChangesSchema = z
  .strictObject({ label: label.optional(), ...lookupPropertySchemas })
  .meta({ id: 'LookupChanges' });

export const newLookupValueSchema = z
  .strictObject({
    code: z.string().trim().min(1).max(100),
    label: label.optional(),
    position: position.default(10_000),
    active: z.boolean().default(true),
    ...lookupValuePropertySchemas,
  })
  .meta({ id: 'NewLookupValue' });

export const lookupValueChangesSchema = z
  .strictObject({
    label: label.optional(),
    position: position.optional(),
    active: z.boolean().optional(),
    ...lookupValuePropertySchemas,
  })
  .meta({ id: 'LookupValueChanges' });

/** Given to cards that have no value of the attribute, in the same transaction. */
export const fillSchema = z
  .json()
  .optional()
  .meta({ description: 'Given to every card that has no value of the attribute' });

const name = z.string();
const create = z.literal('create');
const update = z.literal('update');
const remove = z.literal('delete');

const classKind = z.literal('class');
const attributeKind = { kind: z.literal('attribute'), class: name };
const domainKind = z.literal('domain');
const lookupKind = z.literal('lookup');
const valueKind = { kind: z.literal('lookupValue'), lookup: name };

/** One step of a change of the model. */
export const modelEditSchema = z
  .discriminatedUnion('kind', [
    z.discriminatedUnion('action', [
      z.strictObject({ kind: classKind, action: create, definition: newClassSchema }),
      z.strictObject({ kind: classKind, action: update, name, changes: classChangesSchema }),
      z.strictObject({ kind: classKind, action: remove, name }),
    ]),
    z.discriminatedUnion('action', [
      z.strictObject({ ...attributeKind, action: create, definition: newAttributeSchema, fill: fillSchema }),
      z.strictObject({
        ...attributeKind,
        action: update,
        name,
        changes: attributeChangesSchema,
        fill: fillSchema,
      }),
      z.strictObject({ ...attributeKind, action: remove, name }),
    ]),
    z.discriminatedUnion('action', [
      z.strictObject({ kind: domainKind, action: create, definition: newDomainSchema }),
      z.strictObject({ kind: domainKind, action: update, name, changes: domainChangesSchema }),
      z.strictObject({ kind: domainKind, action: remove, name }),
    ]),
    z.discriminatedUnion('action', [
      z.strictObject({ kind: lookupKind, action: create, definition: newLookupSchema }),
      z.strictObject({ kind: lookupKind, action: update, name, changes: lookupChangesSchema }),
      z.strictObject({ kind: lookupKind, action: remove, name }),
    ]),
    z.discriminatedUnion('action', [
      z.strictObject({ ...valueKind, action: create, definition: newLookupValueSchema }),
      z.strictObject({ ...valueKind, action: update, name, changes: lookupValueChangesSchema }),
      z.strictObject({ ...valueKind, action: remove, name }),
    ]),
  ])
  .meta({ id: 'ModelEdit' });

/** What `POST /model/edits` and its preview take. */
export const editsSchema = z
  .strictObject({
    edits: z.array(modelEditSchema).min(1).max(1_000),
    ignoreDependants: z
      .boolean()
      .default(false)
      .meta({ description: 'Delete even what the mapping of a source names' }),
    reason: z.string().max(2_000).optional(),
  })
  .meta({ id: 'ModelEdits' });

/** The edits of a request with what it wants filled in. */
export function toWantedEdits(
  { edits, ignoreDependants }: Omit<z.output<typeof editsSchema>, 'reason'>,
  ifMatch?: string,
): WantedEdits {
  const fills: Fill[] = [];
  for (const edit of edits) {
    if (edit.kind !== 'attribute' || edit.action === 'delete' || edit.fill === undefined) continue;
    const attribute = edit.action === 'create' ? edit.definition.name : edit.name;
    fills.push({ class: edit.class, attribute, value: edit.fill });
  }
  return { edits: edits.map(toModelEdit), fills, ignoreDependants, ifMatch };
}

/** What a request wants, with everything that it left out. */
export function toModelEdit(given: z.output<typeof modelEditSchema>): ModelEdit {
  if (given.kind === 'class') {
    return given.action === 'create' ? { ...given, definition: fromNewClass(given.definition) } : given;
  }
  if (given.kind === 'attribute') {
    if (given.action === 'delete') return given;
    const { fill: _, ...edit } = given;
    return edit.action === 'create' ? { ...edit, definition: toDraftAttribute(edit.definition) } : edit;
  }
  if (given.kind === 'domain') {
    if (given.action === 'create') return { ...given, definition: fromNewDomain(given.definition) };
    return given.action === 'update' ? { ...given, changes: toDomainChanges(given.changes) } : given;
  }
  if (given.kind === 'lookup') {
    return given.action === 'create' ? { ...given, definition: fromNewLookup(given.definition) } : given;
  }
  if (given.action !== 'create') return given;
  const { definition } = given;
  return { ...given, definition: { ...definition, label: definition.label ?? definition.code } };
}

function toDomainChanges({ attributes, ...rest }: z.output<typeof domainChangesSchema>) {
  if (attributes === undefined) return rest;
  return { ...rest, attributes: attributes.map((each, index) => fromNewAttribute(each, index * 10)) };
}
