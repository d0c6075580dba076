import type { Fault } from '@popis/errors';
import { findClass, findName, foldName, type MappedClass } from './cmdbuild-schema.ts';
import { namespacesIn, type Stylesheet, splitName, xsltNamespace } from './stylesheet.ts';
import { elementsOf, textOf, type XmlElement } from './xml-tree.ts';

/** What a run says of one class before it sends records: which attributes it answers for, and how it hangs on its master. */
export interface ClassOfRun {
  readonly name: string;
  readonly attributes: readonly string[];
  readonly master: boolean;
  /** The domain that ties a part to its master; absent on the master. */
  readonly domain?: string;
  /** On this domain its cards are only referred to, by masters at this end of it. */
  readonly refers?: 'directed' | 'inverted';
}

interface CardPattern {
  readonly mapped: MappedClass;
  /** File and line. */
  readonly at: string;
  readonly attributes: ReadonlyMap<string, string>;
}

/**
 * Finds in the stylesheet's own text which classes are masters and which domain each part uses. The schema file does
 * not say it, and a run must say it before the first record, also for a class of which tonight's inventory has none.
 */
export function describeCards(
  stylesheet: Stylesheet,
  classes: readonly MappedClass[],
  file: string,
): { classes: ClassOfRun[]; faults: Fault[] } {
  const patterns: CardPattern[] = [];
  collectPatterns(stylesheet.root, {}, classes, patterns);
  const faults: Fault[] = [];
  const described: ClassOfRun[] = [];
  for (const mapped of classes) {
    const own = patterns.filter((pattern) => pattern.mapped === mapped);
    const [referring, made] = [own.filter(isReference), own.filter((pattern) => !isReference(pattern))];
    if (made.length > 0) described.push(describeClass(mapped, made, faults));
    described.push(...describeReferences(mapped, referring, faults));
  }
  if (!described.some((each) => each.master)) {
    faults.push({ path: file, message: 'writes no master: one card must carry the attribute key' });
  }
  return { classes: described, faults };
}

function isReference({ attributes }: CardPattern): boolean {
  return attributes.get('isreference')?.trim().toLowerCase() === 'true';
}

/** What a run says of cards that it only refers to: by what, once for each domain and end. */
function describeReferences(
  mapped: MappedClass,
  patterns: readonly CardPattern[],
  faults: Fault[],
): ClassOfRun[] {
  const found: ClassOfRun[] = [];
  for (const { attributes, at } of patterns) {
    const [domain = '', identify = ''] = [attributes.get('domain'), attributes.get('identify')];
    const name = findName(mapped.attributes, identify);
    if (domain === '' || domain.includes('{') || name === undefined) {
      const message = `${mapped.name}, a reference, must write out its domain and one attribute of cmdbuild-schema.xml to identify it`;
      faults.push({ path: at, message });
      continue;
    }
    const refers = attributes.get('domaindirection') === 'directed' ? 'directed' : 'inverted';
    const known = found.find((each) => each.domain === domain && each.refers === refers);
    const names = [...new Set([...(known?.attributes ?? []), name])];
    const described = { name: mapped.name, attributes: names, master: false, domain, refers } as const;
    if (known === undefined) found.push(described);
    else found[found.indexOf(known)] = described;
  }
  return found;
}

function describeClass(mapped: MappedClass, patterns: readonly CardPattern[], faults: Fault[]): ClassOfRun {
  const domains = new Set<string>();
  let master = false;
  for (const { attributes, at } of patterns) {
    const refuse = (message: string) => void faults.push({ path: at, message });
    const domain = attributes.get('domain');
    const key = attributes.get('key');
    if (key !== undefined) {
      master = true;
      // A computed key is checked card by card.
      for (const name of key.includes('{') ? [] : splitNames(key)) {
        if (findName(mapped.attributes, name) === undefined) {
          refuse(`key="${key}" of ${mapped.name} is not listed in cmdbuild-schema.xml`);
        }
      }
    } else if (domain === undefined) refuse(`${mapped.name} has neither key (a master) nor domain (a part)`);
    if (domain?.includes('{')) refuse(`domain="${domain}" of ${mapped.name} must be written out`);
    if (domain !== undefined) domains.add(domain);
  }
  const [domain, ...more] = domains;
  const at = patterns[0]?.at ?? mapped.name;
  if (more.length > 0)
    faults.push({ path: at, message: `${mapped.name} uses the domains ${[...domains].join(', ')}: say one` });
  return {
    name: mapped.name,
    attributes: mapped.attributes,
    master,
    ...(domain === undefined || master ? {} : { domain }),
  };
}

function collectPatterns(
  element: XmlElement,
  outer: Readonly<Record<string, string>>,
  classes: readonly MappedClass[],
  patterns: CardPattern[],
): void {
  const namespaces = namespacesIn(element, outer);
  const mapped = cardClass(element, namespaces, classes);
  if (mapped !== undefined) {
    const at = `${element.file}:${element.line}`;
    patterns.push({ mapped, at, attributes: attributesOf(element, namespaces) });
    return;
  }
  for (const child of elementsOf(element)) collectPatterns(child, namespaces, classes, patterns);
}

/** The class of a literal result element, or of `<xsl:element name="Computer">`. */
function cardClass(
  element: XmlElement,
  namespaces: Readonly<Record<string, string>>,
  classes: readonly MappedClass[],
): MappedClass | undefined {
  const [prefix, local] = splitName(element.name);
  if (prefix === '' && !namespaces['']) return findClass(classes, local);
  const isElement = namespaces[prefix] === xsltNamespace && local === 'element';
  return isElement ? findClass(classes, element.attributes.name ?? '') : undefined;
}

/** Attributes written on the element and those added by `xsl:attribute` right inside it, names folded. */
function attributesOf(
  element: XmlElement,
  namespaces: Readonly<Record<string, string>>,
): Map<string, string> {
  const attributes = new Map<string, string>();
  const isXslElement = element.name.includes(':');
  for (const [name, value] of Object.entries(element.attributes)) {
    if (!isXslElement) attributes.set(foldName(name), value);
  }
  for (const child of elementsOf(element)) {
    const [prefix, local] = splitName(child.name);
    if (local !== 'attribute' || namespaces[prefix] !== xsltNamespace) continue;
    const computed = elementsOf(child).some((part) => splitName(part.name)[1] !== 'text');
    attributes.set(foldName(child.attributes.name ?? ''), computed ? '{}' : textOf(child).trim());
  }
  return attributes;
}

/** Splits a comma list of names (`identify="Code,Type"`). */
export function splitNames(list: string): string[] {
  return list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}
