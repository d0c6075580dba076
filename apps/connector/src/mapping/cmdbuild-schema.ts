import { type Fault, InvalidInputError } from '@popis/errors';
import { elementsOf, parseXmlTree } from './xml-tree.ts';

/** The classes and attributes a mapping may touch, in the spelling of `cmdbuild-schema.xml` or of the CMDB. */
export interface MappedClass {
  readonly name: string;
  readonly attributes: readonly string[];
}

/** Names are compared without regard to case, since the paper's own listing mixes `code` and `Code`. */
export function foldName(name: string): string {
  return name.trim().toLowerCase();
}

/** Finds a name in a list without regard to case, in the list's spelling. */
export function findName(names: readonly string[], wanted: string): string | undefined {
  return names.find((name) => name === wanted) ?? names.find((name) => foldName(name) === foldName(wanted));
}

/** Finds a class of the mapping without regard to case. */
export function findClass(classes: readonly MappedClass[], wanted: string): MappedClass | undefined {
  return classes.find((mapped) => foldName(mapped.name) === foldName(wanted));
}

/** One list of all lists: classes and attributes of later ones come on top of those of earlier ones. */
export function mergeClasses(lists: readonly (readonly MappedClass[])[]): MappedClass[] {
  const merged: MappedClass[] = [];
  for (const { name, attributes } of lists.flat()) {
    const known = findClass(merged, name);
    if (known === undefined) merged.push({ name, attributes });
    else {
      const more = attributes.filter((attribute) => findName(known.attributes, attribute) === undefined);
      merged[merged.indexOf(known)] = { name: known.name, attributes: [...known.attributes, ...more] };
    }
  }
  return merged;
}

/**
 * Reads `cmdbuild-schema.xml`: root `CMDBUILD`, one element a class, one empty child an attribute.
 *
 * @throws InvalidInputError listing all faults at once.
 */
export function parseCmdbuildSchema(xml: string, file: string): MappedClass[] {
  const [root, ...more] = parseXmlTree(xml, file);
  if (root === undefined || more.length > 0 || foldName(root.name) !== 'cmdbuild') {
    throw new InvalidInputError(`${file} has faults`, [
      { path: `${file}:${root?.line ?? 1}`, message: 'must have the one root element CMDBUILD' },
    ]);
  }
  const faults: Fault[] = [];
  const classes: MappedClass[] = [];
  for (const element of elementsOf(root)) {
    const at = `${file}:${element.line}`;
    const attributes: string[] = [];
    for (const child of elementsOf(element)) {
      if (findName(attributes, child.name) === undefined) attributes.push(child.name);
      else
        faults.push({
          path: `${file}:${child.line}`,
          message: `lists ${child.name} of ${element.name} twice`,
        });
    }
    if (attributes.length === 0) faults.push({ path: at, message: `lists no attribute of ${element.name}` });
    if (findClass(classes, element.name) !== undefined) {
      faults.push({ path: at, message: `lists the class ${element.name} twice` });
    }
    classes.push({ name: element.name, attributes });
  }
  if (classes.length === 0) faults.push({ path: file, message: 'lists no class' });
  if (faults.length > 0) throw new InvalidInputError(`${file} has faults`, faults);
  return classes;
}
