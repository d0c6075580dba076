import { cleanText } from './characters.ts';
import { DEFAULT_LIMITS, type Outcome } from './limits.ts';
import { parseXml } from './xml.ts';
import { listChildren } from './xml-element.ts';

/** The requests of a dynamic group as OCS's console keeps them (`groups.XMLDEF`); a device has to be in all of them. */
export function parseGroupDefinition(xml: string): Outcome<string[]> {
  const tree = parseXml(cleanText(xml).text, DEFAULT_LIMITS);
  return tree.accepted
    ? { accepted: true, value: listChildren(tree.value, 'REQUEST').map((request) => request.text) }
    : tree;
}
