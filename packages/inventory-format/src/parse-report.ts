import { decodeDocument } from './characters.ts';
import type { BodyLimits, Outcome } from './limits.ts';
import type {
  AccountEntry,
  DiscoveredAddress,
  InventoryRequest,
  ReportRequest,
  SnmpRecord,
} from './messages.ts';
import { findSurplus } from './row-surplus.ts';
import { CUT_SECTION, type KnownRuns, readCut, toRow } from './section-run.ts';
import { getSection, isSectionName } from './sections.ts';
import { parseXml } from './xml.ts';
import { childText, findChild, listChildren, type XmlElement } from './xml-element.ts';

/** A request as it came, and how many forbidden characters had to be replaced in it. */
export interface ParsedReport {
  request: ReportRequest;
  replacedCharacters: number;
}

/** Sections with a shape of their own; read by name below. */
const STRUCTURED = new Set(['ACCOUNTINFO', 'DOWNLOAD', 'IPDISCOVER', 'OLD_DEVICEID']);
const DEVICE_ID = /^.+-\d{4}(-\d{2}){5}$/;
const DEVICE_ID_LENGTH = 255;

/** Whether a text can be a DEVICEID: `{hostname}-YYYY-MM-DD-hh-mm-ss` (OCS: Server/System.pm). */
export function isDeviceId(text: string): boolean {
  return text.length <= DEVICE_ID_LENGTH && DEVICE_ID.test(text);
}

/**
 * Reads the XML of a request, already inflated; whatever it holds, this never throws. With `known`, a run of SOFTWARES that is
 * known is not read: it stands in `runs` of the inventory and not among its sections.
 */
export function parseReport(bytes: Uint8Array, limits: BodyLimits, known?: KnownRuns): Outcome<ParsedReport> {
  if (bytes.length > limits.inflatedBytes) {
    return { accepted: false, fault: 'too-large' };
  }
  const cut = known === undefined ? undefined : parseCut(bytes, limits, known);
  if (cut !== undefined) {
    return withoutSurplus(cut, limits);
  }
  const { text, replaced } = decodeDocument(bytes);
  const tree = parseXml(text, limits);
  if (!tree.accepted) {
    return tree;
  }
  const request = toRequest(tree.value);
  return request.accepted
    ? withoutSurplus({ request: request.value, replacedCharacters: replaced }, limits)
    : request;
}

function withoutSurplus(report: ParsedReport, limits: BodyLimits): Outcome<ParsedReport> {
  const surplus = findSurplus(report.request, limits.rowsOfSection);
  return surplus === undefined
    ? { accepted: true, value: report }
    : { accepted: false, fault: 'too-many-rows', surplus };
}

/** An inventory whose longest section is read apart; undefined when the whole has to be read. */
function parseCut(bytes: Uint8Array, limits: BodyLimits, known: KnownRuns): ParsedReport | undefined {
  const cut = readCut(bytes, limits, known);
  const request = cut === undefined ? undefined : toRequest(cut.root);
  if (cut === undefined || request?.accepted !== true || request.value.query !== 'INVENTORY') {
    return undefined;
  }
  const inventory = request.value;
  if (cut.isRead) {
    inventory.sections[CUT_SECTION] = cut.run.rows();
  }
  inventory.runs = { [CUT_SECTION]: cut.run };
  return { request: inventory, replacedCharacters: cut.replaced };
}

function toRequest(root: XmlElement): Outcome<ReportRequest> {
  // Copied, since journals and memories keep it: a slice of a report would keep the whole report in memory.
  const deviceId = Buffer.from(childText(root, 'DEVICEID')).toString();
  const query = childText(root, 'QUERY');
  // The deprecated UPDATE never looked at its DEVICEID.
  if (query !== 'UPDATE' && !isDeviceId(deviceId)) {
    return { accepted: false, fault: 'device-id' };
  }
  switch (query) {
    case 'PROLOG':
    case 'UPDATE':
      return { accepted: true, value: { query, deviceId } };
    case 'SNMP':
      return { accepted: true, value: { query, deviceId, records: readRecords(findChild(root, 'CONTENT')) } };
    case 'INVENTORY':
      return { accepted: true, value: toInventory(deviceId, findChild(root, 'CONTENT')) };
    case 'DOWNLOAD': {
      const code = childText(root, 'ERR') || 'UNKNOWN_CODE';
      return { accepted: true, value: { query, deviceId, packageId: childText(root, 'ID'), code } };
    }
    case 'NOTIFY': {
      const mainAddress = childText(findChild(root, 'HARDWARE'), 'IPADDR');
      return {
        accepted: true,
        value: {
          query,
          deviceId,
          type: childText(root, 'TYPE'),
          interfaces: listChildren(root, 'IFACE').map(toRow),
          ...(mainAddress === '' ? {} : { mainAddress }),
        },
      };
    }
    default:
      return { accepted: false, fault: 'query' };
  }
}

function toInventory(deviceId: string, content: XmlElement | undefined): InventoryRequest {
  const inventory: InventoryRequest = {
    query: 'INVENTORY',
    deviceId,
    sections: {},
    accountInfo: [],
    ignoredSections: [],
  };
  const ignored = new Set<string>();
  for (const element of content?.children ?? []) {
    if (isSectionName(element.name)) {
      const row = toRow(element);
      // To OCS an element without content is as good as absent (XML::Simple's SuppressEmpty). Its agents write none for what
      // is repeated, so there it can say what OCS has no word for: that there are none any more.
      if (element.children.length === 0 && getSection(element.name).repeated) {
        inventory.sections[element.name] ??= [];
      }
      if (Object.keys(row).length > 0) {
        inventory.sections[element.name] ??= [];
        inventory.sections[element.name]?.push(row);
      }
    } else if (!STRUCTURED.has(element.name)) {
      ignored.add(element.name);
    }
  }
  inventory.ignoredSections = [...ignored];
  inventory.accountInfo = readAccountInfo(content);
  readHistory(inventory, content);
  const scans = listChildren(content, 'IPDISCOVER');
  if (scans.length > 0) {
    inventory.discovered = scans.flatMap((scan) => listChildren(scan, 'H')).map(toDiscovered);
  }
  return inventory;
}

function readRecords(content: XmlElement | undefined): SnmpRecord[] {
  const records: SnmpRecord[] = [];
  for (const element of content?.children ?? []) {
    const row = toRow(element);
    if (Object.keys(row).length > 0) {
      records.push({ type: element.name, row });
    }
  }
  return records;
}

/** The name and value pairs of ACCOUNTINFO elements, in a request or a reply. */
export function readAccountInfo(parent: XmlElement | undefined): AccountEntry[] {
  const entries: AccountEntry[] = [];
  for (const element of listChildren(parent, 'ACCOUNTINFO')) {
    const name = childText(element, 'KEYNAME');
    if (name !== '') {
      entries.push({ name, value: findChild(element, 'KEYVALUE')?.text ?? '' });
    }
  }
  return entries;
}

function readHistory(inventory: InventoryRequest, content: XmlElement | undefined): void {
  const histories = listChildren(content, 'DOWNLOAD').flatMap((download) =>
    listChildren(download, 'HISTORY'),
  );
  if (histories.length > 0) {
    const packages = histories.flatMap((history) => listChildren(history, 'PACKAGE'));
    inventory.downloadHistory = packages.map((element) => childText(element, 'ID')).filter((id) => id !== '');
  }
  // Some agents put OLD_DEVICEID into the history by mistake (OCS: Server/Duplicate.pm reads both places).
  for (const parent of [content, ...histories]) {
    const oldDeviceId = childText(parent, 'OLD_DEVICEID');
    if (isDeviceId(oldDeviceId) && oldDeviceId !== inventory.deviceId) {
      inventory.oldDeviceId ??= oldDeviceId;
    }
  }
}

function toDiscovered(element: XmlElement): DiscoveredAddress {
  const name = childText(element, 'N');
  const address = { ip: childText(element, 'I'), mac: childText(element, 'M') };
  return name === '' || name === '-' ? address : { ...address, name };
}
