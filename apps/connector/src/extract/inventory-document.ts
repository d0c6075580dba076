import { cleanXmlText, escapeXml } from '../mapping/xml-tree.ts';
import type { Cell, ViewRows } from './view-rows.ts';

/**
 * Builds the paper's inventory document for one master: an element a row, named after the view without its prefix, a
 * child a column, all in lower case, slaves beside the master and not below it. NULL is an empty element.
 * One document a master is what makes the paper's `sum(../memory/capacity)` right.
 */
export function formatInventoryDocument(views: readonly ViewRows[]): string {
  let xml = '<?xml version="1.0" encoding="UTF-8"?>\n<inventory>\n';
  for (const view of views) {
    const element = elementName(view.name);
    const columns = view.columns.map(xmlName);
    for (const row of view.rows) xml += formatRow(element, columns, row);
  }
  return `${xml}</inventory>\n`;
}

function formatRow(element: string, columns: readonly string[], row: readonly Cell[]): string {
  let xml = `  <${element}>`;
  for (const [position, column] of columns.entries()) {
    const cell = row[position];
    const text = cell === null || cell === undefined ? '' : escapeXml(cleanXmlText(cell));
    xml += text === '' ? `<${column}/>` : `<${column}>${text}</${column}>`;
  }
  return `${xml}</${element}>\n`;
}

/** `CMDBuild_device` → `device`. */
export function elementName(view: string): string {
  return xmlName(view.replace(/^(?:cmdbuild|popis)_/i, ''));
}

/** A column may be called what no element can be called: `fields 3` → `fields_3`. */
function xmlName(name: string): string {
  const clean = name.toLowerCase().replace(/[^\p{L}\p{N}_.-]/gu, '_');
  return /^[\p{L}_]/u.test(clean) ? clean : `_${clean}`;
}
