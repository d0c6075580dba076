import type { Fault } from '@popis/errors';
import { findName } from '../mapping/cmdbuild-schema.ts';
import type { ModelAttribute, ModelClass, ModelDomain, ModelFile } from './model-file.ts';

/** What a mapping's model comes to in a CMDB. */
export interface ModelPlan {
  /** What the CMDB lacks, in words. */
  readonly missing: readonly string[];
  /** What it has otherwise than the mapping needs it; a person has to decide. */
  readonly faults: readonly Fault[];
  /** A file that adds what is missing and repeats what it adds to; applied in mode `merge` it alters nothing. */
  readonly file: ModelFile;
}

/** Compares the model that a mapping needs with that of the CMDB. What the CMDB has besides is nobody's business here. */
export function planModel(current: ModelFile, wanted: ModelFile): ModelPlan {
  const missing: string[] = [];
  const faults: Fault[] = [];
  const classes: ModelClass[] = [];
  const domains: ModelDomain[] = [];
  for (const item of wanted.classes) {
    const known = find(current.classes, item.name);
    if (known === undefined) {
      missing.push(
        `class ${item.name} with ${item.attributes.map(({ name }) => name).join(', ') || 'nothing'}`,
      );
      classes.push(item);
      continue;
    }
    faults.push(...differences(`class ${item.name}`, known, item, ['superclass', 'abstract']));
    const added = addedAttributes(current, known, item, faults);
    for (const { name } of added) missing.push(`attribute ${known.name}.${name}`);
    if (added.length > 0) classes.push({ ...known, attributes: place(known.attributes, added) });
  }
  for (const item of wanted.domains) {
    const known = find(current.domains, item.name);
    if (known === undefined) {
      missing.push(`domain ${item.name} from ${item.source} to ${item.target}`);
      domains.push(item);
    } else {
      faults.push(...differences(`domain ${item.name}`, known, item, ['source', 'target', 'cardinality']));
    }
  }
  return { missing, faults, file: { ...wanted, classes, domains } };
}

/** What of the wanted attributes a class has neither itself nor from a superclass. */
function addedAttributes(
  current: ModelFile,
  known: ModelClass,
  wanted: ModelClass,
  faults: Fault[],
): ModelAttribute[] {
  const attributes = effectiveAttributes(current, known);
  const added: ModelAttribute[] = [];
  for (const attribute of wanted.attributes) {
    const found = find(attributes, attribute.name);
    if (found === undefined) added.push(attribute);
    else {
      const where = `attribute ${known.name}.${attribute.name}`;
      faults.push(...differences(where, found, attribute, ['type', 'domain', 'lookup']));
    }
  }
  return added;
}

function effectiveAttributes(current: ModelFile, from: ModelClass): ModelAttribute[] {
  const above = current.classes.find((each) => each.name === from.superclass);
  return above === undefined
    ? [...from.attributes]
    : [...from.attributes, ...effectiveAttributes(current, above)];
}

/** New attributes stand behind those that are there, unless they say where. */
function place(known: readonly ModelAttribute[], added: readonly ModelAttribute[]): ModelAttribute[] {
  const last = Math.max(0, ...known.map(({ position }) => position ?? 0));
  return added.map((attribute, index) => ({ position: last + 10 * (index + 1), ...attribute }));
}

function differences<T extends object>(
  path: string,
  known: T,
  wanted: T,
  properties: readonly (keyof T & string)[],
): Fault[] {
  const faults: Fault[] = [];
  for (const property of properties) {
    if (wanted[property] === undefined || wanted[property] === known[property]) continue;
    faults.push({
      path,
      message: `has the ${property} ${known[property] ?? 'none'}, the mapping needs ${wanted[property]}`,
    });
  }
  return faults;
}

function find<T extends { readonly name: string }>(items: readonly T[], wanted: string): T | undefined {
  const name = findName(
    items.map((item) => item.name),
    wanted,
  );
  return items.find((item) => item.name === name);
}
