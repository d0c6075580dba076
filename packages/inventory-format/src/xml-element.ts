import type { BodyLimits } from './limits.ts';

/** An element; attributes are children, as OCS's parser (Perl's XML::Simple) has them. */
export interface XmlElement {
  name: string;
  children: XmlElement[];
  /** Own text: the parts that are not blank, joined. */
  text: string;
}

/** What a document may cost. */
export type XmlLimits = Pick<BodyLimits, 'depth' | 'elements' | 'textLength'>;

/** The first child of a name. */
export function findChild(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((child) => child.name === name);
}

/** Text of the first child of a name without blanks around it, or '' when there is none. */
export function childText(element: XmlElement | undefined, name: string): string {
  return findChild(element, name)?.text.trim() ?? '';
}

/** Every child of a name. */
export function listChildren(element: XmlElement | undefined, name: string): XmlElement[] {
  return element?.children.filter((child) => child.name === name) ?? [];
}
