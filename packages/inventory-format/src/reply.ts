import { InvalidInputError } from '@popis/errors';
import { decodeDocument } from './characters.ts';
import { escapeXml } from './format-request.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import type { Order, OrderParameter, Reply } from './messages.ts';
import { readAccountInfo } from './parse-report.ts';
import { parseXml } from './xml.ts';
import { childText, listChildren, type XmlElement } from './xml-element.ts';

/** The XML of a reply; agents do not depend on the order of its elements. */
export function formatReply(reply: Reply): string {
  const lines = ["<?xml version='1.0' encoding='UTF-8'?>", '<REPLY>'];
  lines.push(`  <RESPONSE>${escapeXml(reply.response)}</RESPONSE>`);
  if (reply.prologFrequencyHours !== undefined) {
    lines.push(`  <PROLOG_FREQ>${reply.prologFrequencyHours}</PROLOG_FREQ>`);
  }
  if (reply.inventoryOnStartup !== undefined) {
    lines.push(`  <INVENTORY_ON_STARTUP>${reply.inventoryOnStartup ? 1 : 0}</INVENTORY_ON_STARTUP>`);
  }
  for (const entry of reply.accountInfo) {
    lines.push('  <ACCOUNTINFO>', `    <KEYNAME>${escapeXml(entry.name)}</KEYNAME>`);
    lines.push(`    <KEYVALUE>${escapeXml(entry.value)}</KEYVALUE>`, '  </ACCOUNTINFO>');
  }
  for (const order of reply.orders) {
    lines.push('  <OPTION>', `    <NAME>${escapeXml(order.name)}</NAME>`);
    for (const parameter of order.parameters) {
      lines.push(`    ${formatParameter(parameter)}`);
    }
    lines.push('  </OPTION>');
  }
  return `${lines.join('\n')}\n</REPLY>\n`;
}

/**
 * Reads the XML of a reply, already inflated. PARAM may give its values as attributes or as elements.
 * @throws InvalidInputError when it is not a reply.
 */
export function parseReply(bytes: Uint8Array): Reply {
  const tree = parseXml(decodeDocument(bytes).text, DEFAULT_LIMITS);
  if (!tree.accepted) {
    throw new InvalidInputError('The server sent a reply that cannot be read', [
      { path: '', message: tree.fault },
    ]);
  }
  const root = tree.value;
  const response = childText(root, 'RESPONSE');
  if (root.name !== 'REPLY' || response === '') {
    throw new InvalidInputError('The server sent something else than a reply');
  }
  const reply: Reply = {
    response,
    orders: listChildren(root, 'OPTION').map(toOrder),
    accountInfo: readAccountInfo(root),
  };
  const frequency = Number(childText(root, 'PROLOG_FREQ'));
  if (Number.isFinite(frequency) && frequency > 0) {
    reply.prologFrequencyHours = frequency;
  }
  const onStartup = childText(root, 'INVENTORY_ON_STARTUP');
  if (onStartup !== '') {
    reply.inventoryOnStartup = onStartup !== '0';
  }
  return reply;
}

function toOrder(element: XmlElement): Order {
  const parameters = listChildren(element, 'PARAM').map((parameter) => {
    const attributes: Record<string, string> = {};
    for (const child of parameter.children) {
      attributes[child.name] = child.text;
    }
    return parameter.text === '' ? { attributes } : { attributes, text: parameter.text };
  });
  return { name: childText(element, 'NAME'), parameters };
}

function formatParameter(parameter: OrderParameter): string {
  let xml = '<PARAM';
  for (const [name, value] of Object.entries(parameter.attributes)) {
    xml += ` ${name}="${escapeXml(value)}"`;
  }
  return parameter.text === undefined ? `${xml} />` : `${xml}>${escapeXml(parameter.text)}</PARAM>`;
}
