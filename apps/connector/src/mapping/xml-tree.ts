import { InvalidInputError } from '@popis/errors';
import { SaxesParser } from 'saxes';

/** An element of a small document (a stylesheet, a configuration, one machine's cards) with the file and line it began on. */
export interface XmlElement {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlNode[];
}

export type XmlNode = XmlElement | string;

interface OpenElement extends XmlElement {
  readonly children: XmlNode[];
}

/** Depth past which a document is no mapping any more, but an attack on the stack. */
const deepest = 200;

/**
 * Reads a fragment into a tree: several roots are allowed, since the paper's stylesheets write cards without one.
 * A fragment has no DOCTYPE, whose entities could hide what a check of the text looks for.
 *
 * @throws InvalidInputError naming `file` and the line.
 */
export function parseXmlTree(xml: string, file: string): XmlElement[] {
  const root: OpenElement = { name: '', file, line: 0, attributes: {}, children: [] };
  const open = [root];
  const parser = new SaxesParser({ xmlns: false, fragment: true, position: true, fileName: file } as const);
  let startLine = 1;
  const fail = (message: string): never => {
    throw new InvalidInputError(`${file} is not well-formed XML`, [
      { path: `${file}:${parser.line}`, message: message.replace(/^.*?\d+:\d+: /, '') },
    ]);
  };
  parser.on('error', (error) => fail(error.message));
  parser.on('opentagstart', () => {
    startLine = parser.line;
  });
  parser.on('opentag', (tag) => {
    if (open.length > deepest) fail(`elements stand more than ${deepest} deep`);
    const element: OpenElement = {
      name: tag.name,
      file,
      line: startLine,
      attributes: tag.attributes,
      children: [],
    };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('closetag', () => void open.pop());
  parser.on('text', (text) => void open.at(-1)?.children.push(text));
  parser.on('cdata', (text) => void open.at(-1)?.children.push(text));
  parser.write(withoutDeclaration(xml)).close();
  return elementsOf(root);
}

/** Fragments have no XML declaration; its line stays, so that line numbers do. */
function withoutDeclaration(xml: string): string {
  return xml.replace(/^\uFEFF?<\?xml[^>]*\?>/, (declaration) => declaration.replace(/[^\n]/g, ''));
}

/** The child elements, without the text between them. */
export function elementsOf(element: XmlElement): XmlElement[] {
  return element.children.filter((child) => typeof child !== 'string');
}

/** All text below an element. */
export function textOf(element: XmlElement): string {
  let text = '';
  for (const child of element.children) text += typeof child === 'string' ? child : textOf(child);
  return text;
}

/** A tree written as XML, with where what stands on each of its lines came from. */
export interface FormattedTree {
  readonly text: string;
  /** The element that begins first on a line, by the line less 1; lines on which none begins are left out. */
  readonly origins: readonly (XmlElement | undefined)[];
}

/** Writes a tree back as XML; comments and processing instructions are lost, so lines move. */
export function formatXmlTree(root: XmlElement): FormattedTree {
  const origins: (XmlElement | undefined)[] = [];
  let text = '';
  let line = 0;
  function write(element: XmlElement): void {
    origins[line] ??= element;
    text += `<${element.name}${formatAttributes(element.attributes)}>`;
    for (const child of element.children) {
      if (typeof child !== 'string') write(child);
      else {
        text += escapeXml(child);
        line += child.split('\n').length - 1;
      }
    }
    text += `</${element.name}>`;
  }
  write(root);
  return { text, origins };
}

function formatAttributes(attributes: XmlElement['attributes']): string {
  let text = '';
  for (const [name, value] of Object.entries(attributes)) {
    text += ` ${name}="${escapeXml(value).replaceAll('"', '&quot;').replaceAll('\n', '&#10;')}"`;
  }
  return text;
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' };

/** Escapes text for the inside of an element. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>\r]/g, (character) => escapes[character] ?? character);
}

/**
 * Removes what XML 1.0 cannot say at all: control characters other than tab and line ends, the two
 * non-characters, half surrogate pairs. Inventories hold such bytes (serial numbers padded with NUL).
 */
export function cleanXmlText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return text.toWellFormed().replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '');
}
