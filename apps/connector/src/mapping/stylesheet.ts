import path from 'node:path';
import { type Fault, InvalidInputError } from '@popis/errors';
import {
  elementsOf,
  type FormattedTree,
  formatXmlTree,
  parseXmlTree,
  type XmlElement,
  type XmlNode,
} from './xml-tree.ts';

/** A stylesheet ready for an engine: one text that needs no other file, and the tree it was checked as. */
export interface Stylesheet {
  readonly text: string;
  readonly root: XmlElement;
  /** Where a line of the text was written, as `file:line`. */
  readonly originOf: OriginOf;
}

/** Gives for a line of a stylesheet's text the file and line that it came from, as `file:line`. */
export type OriginOf = (line: number) => string;

export const xsltNamespace = 'http://www.w3.org/1999/XSL/Transform';

/**
 * Extensions that both engines have and that neither read nor write anything outside the document.
 * Left out on purpose: dates (a mapping has no clock), dynamic and Saxon evaluation (they hide `document()`).
 */
const allowedNamespaces: ReadonlySet<string> = new Set([
  xsltNamespace,
  'http://www.w3.org/2001/XMLSchema-instance',
  'http://exslt.org/common',
  'http://exslt.org/math',
  'http://exslt.org/sets',
  'http://exslt.org/strings',
]);

/** Elements that read or write files, or that the two engines cannot report alike. */
const refusedElements: Readonly<Record<string, string>> = {
  import: 'xsl:import is not supported: use xsl:include with a file of the mapping',
  document: 'xsl:document writes files and is refused',
  script: 'scripts are refused',
};

/**
 * Loads a stylesheet with all its includes put in place, so that no engine does any reading of its own, and refuses
 * whatever reaches outside the document: `document()`, includes by URL or from outside the folder, file-writing
 * elements, extensions that can evaluate text.
 *
 * @param readFile gives the text of a file of the mapping's folder, or `undefined`.
 * @throws InvalidInputError listing all faults with file and line.
 */
export function loadStylesheet(name: string, readFile: (name: string) => string | undefined): Stylesheet {
  const faults: Fault[] = [];
  const text = readFile(name);
  if (text === undefined) {
    throw new InvalidInputError(`${name} is missing`, [{ path: name, message: 'cannot be read' }]);
  }
  const root = parseStylesheetRoot(text, name);
  if (root === undefined) {
    throw new InvalidInputError(`${name} is no stylesheet`, [
      { path: `${name}:1`, message: 'must have the one root element xsl:stylesheet' },
    ]);
  }
  checkElement(root, name, {}, 0, faults);
  const inlined = inline(root, name, [name], readFile, faults);
  if (faults.length > 0) throw new InvalidInputError(`${name} has faults`, faults);
  if (inlined === root) return { text, root, originOf: (line) => `${name}:${line}` };
  const formatted = formatXmlTree(inlined);
  return { text: formatted.text, root: inlined, originOf: (line) => findOrigin(formatted, line) };
}

function findOrigin({ origins }: FormattedTree, line: number): string {
  const element = origins.slice(0, line).findLast((each) => each !== undefined);
  return element === undefined ? `line ${line}` : `${element.file}:${element.line}`;
}

function parseStylesheetRoot(text: string, file: string): XmlElement | undefined {
  const [root, ...more] = parseXmlTree(text, file);
  if (root === undefined || more.length > 0) return undefined;
  const [prefix, local] = splitName(root.name);
  const namespace = namespacesIn(root, {})[prefix];
  return namespace === xsltNamespace && (local === 'stylesheet' || local === 'transform') ? root : undefined;
}

/** Splits `xsl:template` into prefix and local name; without a colon the prefix is empty. */
export function splitName(name: string): [prefix: string, local: string] {
  const colon = name.indexOf(':');
  return colon === -1 ? ['', name] : [name.slice(0, colon), name.slice(colon + 1)];
}

type Namespaces = Readonly<Record<string, string>>;

/** The namespaces in force inside an element, by prefix. */
export function namespacesIn(element: XmlElement, outer: Namespaces): Namespaces {
  const namespaces: Record<string, string> = { ...outer };
  for (const [name, value] of Object.entries(element.attributes)) {
    if (name === 'xmlns') namespaces[''] = value;
    else if (name.startsWith('xmlns:')) namespaces[name.slice(6)] = value;
  }
  return namespaces;
}

function checkElement(
  element: XmlElement,
  file: string,
  outer: Namespaces,
  depth: number,
  faults: Fault[],
): void {
  const namespaces = namespacesIn(element, outer);
  const at = `${file}:${element.line}`;
  const [prefix, local] = splitName(element.name);
  const namespace = namespaces[prefix] ?? '';
  const refuse = (message: string) => void faults.push({ path: at, message });

  if (namespace !== '' && namespace !== xsltNamespace)
    refuse(`the element ${element.name} is refused: only XSLT and cards`);
  if (prefix !== '' && namespace === '') refuse(`the prefix of ${element.name} is not declared`);
  if (namespace === xsltNamespace) {
    const reason = refusedElements[local];
    if (reason !== undefined) refuse(reason);
    if (local === 'include' && depth !== 1) refuse('xsl:include stands directly under xsl:stylesheet');
    if (local === 'message' && element.attributes.terminate === 'yes') {
      refuse('xsl:message may not terminate: leave the card out or say a message');
    }
  }
  for (const [name, value] of Object.entries(element.attributes)) {
    if (name === 'xmlns' || name.startsWith('xmlns:')) {
      if (!allowedNamespaces.has(value)) refuse(`the namespace ${value} is refused`);
    } else if (/\bdocument\s*\(/.test(value))
      refuse('document() is refused: a mapping reads nothing but its input');
  }
  for (const child of elementsOf(element)) checkElement(child, file, namespaces, depth + 1, faults);
}

/** Puts included stylesheets in the place of `xsl:include`; gives back the same element when there was none. */
function inline(
  root: XmlElement,
  file: string,
  trail: readonly string[],
  readFile: (name: string) => string | undefined,
  faults: Fault[],
): XmlElement {
  const namespaces = namespacesIn(root, {});
  if (!elementsOf(root).some((child) => isInclude(child, namespaces))) return root;
  const children: XmlNode[] = [];
  for (const child of root.children) {
    if (typeof child === 'string' || !isInclude(child, namespaces)) children.push(child);
    else children.push(...includedChildren(child, file, trail, readFile, faults));
  }
  return { ...root, children };
}

function isInclude(element: XmlElement, outer: Namespaces): boolean {
  const [prefix, local] = splitName(element.name);
  return local === 'include' && namespacesIn(element, outer)[prefix] === xsltNamespace;
}

function includedChildren(
  include: XmlElement,
  file: string,
  trail: readonly string[],
  readFile: (name: string) => string | undefined,
  faults: Fault[],
): readonly XmlNode[] {
  const href = include.attributes.href ?? '';
  const refuse = (message: string) => {
    faults.push({ path: `${file}:${include.line}`, message });
    return [];
  };
  const name = path.posix.join(path.posix.dirname(file), href);
  if (href === '' || /^[a-z][a-z0-9+.-]*:|^\/|\\/i.test(href) || name.startsWith('..')) {
    return refuse(`xsl:include of "${href}" is refused: only files of the mapping's folder`);
  }
  if (trail.includes(name)) return refuse(`xsl:include goes in a circle: ${[...trail, name].join(' → ')}`);
  const text = readFile(name);
  if (text === undefined) return refuse(`xsl:include names ${name}, which cannot be read`);
  const root = parseStylesheetRoot(text, name);
  if (root === undefined) return refuse(`${name} is no stylesheet`);
  checkElement(root, name, {}, 0, faults);
  const body = inline(root, name, [...trail, name], readFile, faults);
  const declarations = Object.entries(body.attributes).filter(
    ([key]) => key === 'xmlns' || key.startsWith('xmlns:'),
  );
  // Each on a line of its own, so that a line is of one file.
  return elementsOf(body).flatMap((child) => [
    '\n',
    { ...child, attributes: { ...Object.fromEntries(declarations), ...child.attributes } },
  ]);
}
