import { type DraftAttribute, placeAttribute } from './attribute-places.ts';
import {
  type AttributeDefinition,
  builtInAttributes,
  type ClassDefinition,
  type DomainDefinition,
  type LookupDefinition,
  type LookupValue,
  type ModelDefinition,
} from './definitions.ts';

/** Some properties of a definition; a name is for life, and so is what is nested. */
export type ChangesOf<T> = { [K in Exclude<keyof T, 'name' | 'code' | 'values'>]?: T[K] | undefined };

type ItemEdit<Kind extends string, T, At = unknown> =
  | ({ kind: Kind; action: 'create'; definition: T } & At)
  | ({ kind: Kind; action: 'update'; name: string; changes: ChangesOf<T> } & At)
  | ({ kind: Kind; action: 'delete'; name: string } & At);

/** An attribute that is created may leave its position open. */
type AttributeEdit =
  | Exclude<ItemEdit<'attribute', AttributeDefinition, At>, { action: 'create' }>
  | ({ kind: 'attribute'; action: 'create'; definition: DraftAttribute } & At);
type At = { class: string };

/** One step in which a model becomes another. The name of a lookup's value is its code. */
export type ModelEdit =
  | ItemEdit<'class', ClassDefinition>
  | AttributeEdit
  | ItemEdit<'domain', DomainDefinition>
  | ItemEdit<'lookup', LookupDefinition>
  | ItemEdit<'lookupValue', LookupValue, { lookup: string }>;

/** The model after its edits, and what they name that is not there. Whether it is sound is `findModelFaults`' to say. */
export interface EditedModel {
  model: ModelDefinition;
  missing: string[];
}

/** Does edits one after the other. */
export function editModel(model: ModelDefinition, edits: readonly ModelEdit[]): EditedModel {
  const edited: EditedModel = { model, missing: [] };
  for (const edit of edits) edited.model = applyEdit(edited.model, edit, edited.missing);
  return edited;
}

function applyEdit(model: ModelDefinition, edit: ModelEdit, missing: string[]): ModelDefinition {
  switch (edit.kind) {
    case 'class':
      return { ...model, classes: editList(model.classes, edit, nameOf, missing) };
    case 'domain':
      return { ...model, domains: editList(model.domains, edit, nameOf, missing) };
    case 'lookup':
      return { ...model, lookups: editList(model.lookups, edit, nameOf, missing) };
    case 'attribute':
      return {
        ...model,
        classes: editMember(model.classes, 'class', edit.class, missing, (owner) => ({
          ...owner,
          attributes: editList(withRestated(model, owner, edit), placed(model, edit), nameOf, missing),
        })),
      };
    case 'lookupValue':
      return {
        ...model,
        lookups: editMember(model.lookups, 'lookup', edit.lookup, missing, (lookup) => ({
          ...lookup,
          values: editList(lookup.values, edit, (value) => value.code, missing),
        })),
      };
  }
}

function placed(model: ModelDefinition, edit: AttributeEdit): ItemEdit<'attribute', AttributeDefinition, At> {
  if (edit.action !== 'create') return edit;
  return { ...edit, definition: placeAttribute(model, edit.class, edit.definition) };
}

/** Who changes a built-in attribute of a class restates it there, as the class has it now. */
function withRestated(
  model: ModelDefinition,
  owner: ClassDefinition,
  edit: ModelEdit,
): readonly AttributeDefinition[] {
  const builtIn = builtInAttributes.find(({ name }) => 'name' in edit && edit.name === name);
  const isOwn = owner.attributes.some((attribute) => attribute.name === builtIn?.name);
  if (edit.action !== 'update' || builtIn === undefined || isOwn) return owner.attributes;
  let restated = builtIn;
  let above = model.classes.find(({ name }) => name === owner.superclass);
  const seen = new Set<string>();
  while (above !== undefined && restated === builtIn && !seen.has(above.name)) {
    seen.add(above.name);
    restated = above.attributes.find(({ name }) => name === builtIn.name) ?? builtIn;
    const next = above.superclass;
    above = model.classes.find(({ name }) => name === next);
  }
  return [...owner.attributes, restated];
}

function nameOf({ name }: { name: string }): string {
  return name;
}

function editMember<T extends { name: string }>(
  items: readonly T[],
  what: string,
  name: string,
  missing: string[],
  change: (item: T) => T,
): readonly T[] {
  if (!items.some((item) => item.name === name)) missing.push(`${what} "${name}"`);
  return items.map((item) => (item.name === name ? change(item) : item));
}

function editList<T extends object>(
  items: readonly T[],
  edit: ItemEdit<string, T>,
  keyOf: (item: T) => string,
  missing: string[],
): readonly T[] {
  if (edit.action === 'create') return [...items, edit.definition];
  if (!items.some((item) => keyOf(item) === edit.name)) missing.push(`${edit.kind} "${edit.name}"`);
  if (edit.action === 'delete') return items.filter((item) => keyOf(item) !== edit.name);
  const changes = Object.fromEntries(Object.entries(edit.changes).filter(([, value]) => value !== undefined));
  return items.map((item) => (keyOf(item) === edit.name ? { ...item, ...changes } : item));
}
