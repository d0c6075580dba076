import { cleanText } from './characters.ts';
import type { AccountEntry, InventoryRequest, InventorySections, SectionRow } from './messages.ts';
import { getSection, SECTION_NAMES, type SectionName } from './sections.ts';

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** What an agent has to tell in an inventory; the rest of {@link InventoryRequest} may be left out. */
export interface InventoryContent {
  deviceId: string;
  sections: InventorySections;
  accountInfo: readonly AccountEntry[];
  oldDeviceId?: string;
  downloadHistory?: readonly string[];
  discovered?: InventoryRequest['discovered'];
}

/** The XML of a PROLOG request. */
export function formatProlog(deviceId: string): string {
  return `${DECLARATION}<REQUEST>\n  <DEVICEID>${escapeXml(deviceId)}</DEVICEID>\n  <QUERY>PROLOG</QUERY>\n</REQUEST>\n`;
}

/** The XML of the report on one package's deployment, all of it attributes as agents send it. */
export function formatDownloadResult(deviceId: string, packageId: string, code: string): string {
  return `${DECLARATION}<REQUEST DEVICEID="${escapeXml(deviceId)}" ERR="${escapeXml(code)}" ID="${escapeXml(packageId)}" QUERY="DOWNLOAD" />\n`;
}

/**
 * The XML of an INVENTORY request: sections by name, the fields of each by name, as the OCS agent writes them.
 * A repeated section without rows is written as one empty element: there are none any more. OCS servers read that as if
 * the section had not come.
 */
export function formatInventory(content: InventoryContent): string {
  const parts = [DECLARATION, '<REQUEST>\n  <CONTENT>\n'];
  for (const entry of content.accountInfo) {
    parts.push(formatElement('ACCOUNTINFO', { KEYNAME: entry.name, KEYVALUE: entry.value }));
  }
  if (content.downloadHistory !== undefined) {
    parts.push('    <DOWNLOAD>\n      <HISTORY>\n');
    for (const id of content.downloadHistory) {
      parts.push(`        <PACKAGE ID="${escapeXml(id)}" />\n`);
    }
    parts.push('      </HISTORY>\n    </DOWNLOAD>\n');
  }
  if (content.discovered !== undefined) {
    parts.push('    <IPDISCOVER>\n');
    for (const { ip, mac, name } of content.discovered) {
      parts.push(
        `      <H><I>${escapeXml(ip)}</I><M>${escapeXml(mac)}</M><N>${escapeXml(name ?? '-')}</N></H>\n`,
      );
    }
    parts.push('    </IPDISCOVER>\n');
  }
  for (const name of [...SECTION_NAMES].sort()) {
    const rows = content.sections[name];
    const hasNone = rows?.length === 0 && getSection(name).repeated;
    parts.push(hasNone ? `    <${name}></${name}>\n` : formatSection(name, rows ?? []));
  }
  if (content.oldDeviceId !== undefined) {
    parts.push(`    <OLD_DEVICEID>${escapeXml(content.oldDeviceId)}</OLD_DEVICEID>\n`);
  }
  parts.push(`  </CONTENT>\n  <DEVICEID>${escapeXml(content.deviceId)}</DEVICEID>\n`);
  parts.push('  <QUERY>INVENTORY</QUERY>\n</REQUEST>\n');
  return parts.join('');
}

/** The XML of one section, equal for equal rows: an agent digests it to tell whether the section changed. */
export function formatSection(name: SectionName, rows: readonly SectionRow[]): string {
  return rows.map((row) => formatElement(name, row)).join('');
}

/** Escapes a value for text and attributes; what XML forbids is replaced. */
export function escapeXml(value: string): string {
  return cleanText(value)
    .text.replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

function formatElement(name: string, row: SectionRow): string {
  let xml = `    <${name}>\n`;
  for (const field of Object.keys(row).sort()) {
    xml += `      <${field}>${escapeXml(row[field] ?? '')}</${field}>\n`;
  }
  return `${xml}    </${name}>\n`;
}
