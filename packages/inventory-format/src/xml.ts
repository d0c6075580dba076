import { SaxesParser } from 'saxes';
import type { Outcome } from './limits.ts';
import { parsePlainXml } from './plain-xml.ts';
import type { XmlElement, XmlLimits } from './xml-element.ts';

const BLANK = /^[ \t\n\r]*$/;

class Refusal extends Error {
  readonly fault: 'doctype' | 'too-large';

  constructor(fault: 'doctype' | 'too-large') {
    super(fault);
    this.fault = fault;
  }
}

/**
 * Reads a document strictly; its characters have been cleaned before (`decodeDocument`). Documents of the plain shape that agents send are read by a small scanner; it
 * declines whatever it does not know, and then saxes decides.
 */
export function parseXml(document: string, limits: XmlLimits): Outcome<XmlElement> {
  const plain = parsePlainXml(document, limits);
  return plain === undefined ? parseStrictXml(document, limits) : { accepted: true, value: plain };
}

/** Reads a document with saxes; refuses DOCTYPE and what passes the limits. */
export function parseStrictXml(document: string, limits: XmlLimits): Outcome<XmlElement> {
  try {
    return { accepted: true, value: buildTree(document, limits) };
  } catch (error) {
    return { accepted: false, fault: error instanceof Refusal ? error.fault : 'malformed' };
  }
}

function buildTree(document: string, limits: XmlLimits): XmlElement {
  const parser = new SaxesParser({ position: false });
  const outside: XmlElement = { name: '', children: [], text: '' };
  const open: XmlElement[] = [outside];
  let current = outside;
  let elements = 0;

  const add = (name: string, text: string): XmlElement => {
    elements += 1;
    if (elements > limits.elements || text.length > limits.textLength) {
      throw new Refusal('too-large');
    }
    const element: XmlElement = { name, children: [], text };
    current.children.push(element);
    return element;
  };
  const addText = (text: string): void => {
    current.text += BLANK.test(text) ? '' : text;
    if (current.text.length > limits.textLength) {
      throw new Refusal('too-large');
    }
  };

  parser.on('doctype', () => {
    throw new Refusal('doctype');
  });
  parser.on('opentag', (tag) => {
    current = add(tag.name, '');
    open.push(current);
    if (open.length > limits.depth + 1) {
      throw new Refusal('too-large');
    }
    for (const [name, value] of Object.entries(tag.attributes)) {
      add(name, BLANK.test(value) ? '' : value);
    }
  });
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    open.pop();
    current = open.at(-1) ?? outside;
  });

  parser.write(document).close();
  const root = outside.children[0];
  if (root === undefined) {
    throw new Error('no root element');
  }
  return root;
}
