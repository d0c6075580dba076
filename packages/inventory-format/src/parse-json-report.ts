import { cleanText, decodeDocument } from './characters.ts';
import { JSON_SECTIONS } from './json-sections.ts';
import type { BodyLimits } from './limits.ts';
import { fitsJsonLimits } from './measure-json.ts';
import type { InventoryRequest, InventorySections, PrologRequest, SectionRow } from './messages.ts';
import { isDeviceId } from './parse-report.ts';
import { describeSurplus, findSurplus } from './row-surplus.ts';
import { getSection } from './sections.ts';

/** A JSON request, or what is wrong with it in words for the log of its agent. */
export type JsonOutcome =
  | { accepted: true; value: PrologRequest | InventoryRequest }
  | { accepted: false; message: string; fault?: 'too-many-rows' };

type JsonObject = Readonly<Record<string, unknown>>;

/** Kinds of things whose inventory is one of a computer; agents ask network devices and printers for others. */
const COMPUTERS = new Set(['Computer', 'Phone']);

/** Whether a body is JSON rather than XML, by its first character. */
export function isJson(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.subarray(0, 64)).toString('latin1');
  return /^(?:\xef\xbb\xbf)?\s*\{/.test(head);
}

/**
 * Reads a request of the GLPI agent's own protocol, already inflated: `contact` asks what PROLOG asks, `inventory` brings an
 * inventory, whole or in part. Whatever it holds, this never throws.
 */
export function parseJsonReport(
  bytes: Uint8Array,
  limits: Pick<BodyLimits, 'inflatedBytes' | 'elements' | 'depth' | 'rowsOfSection'>,
): JsonOutcome {
  if (bytes.length > limits.inflatedBytes) {
    return refuse('the message is too large');
  }
  const { text } = decodeDocument(bytes);
  if (!fitsJsonLimits(text, limits)) {
    return refuse('the message is too large or nested too deep');
  }
  const message = parseObject(text);
  if (message === undefined) {
    return refuse('the message is no JSON object');
  }
  const deviceId = toText(message.deviceid)?.trim() ?? '';
  if (!isDeviceId(deviceId)) {
    return refuse('deviceid is missing or not name-YYYY-MM-DD-hh-mm-ss');
  }
  switch (message.action ?? 'inventory') {
    case 'contact':
      return { accepted: true, value: { query: 'PROLOG', deviceId } };
    case 'inventory':
      return toInventory(message, deviceId, limits);
    default:
      return refuse('action is not supported: contact and inventory are');
  }
}

function refuse(message: string): JsonOutcome {
  return { accepted: false, message };
}

function parseObject(text: string): JsonObject | undefined {
  try {
    return toObject(JSON.parse(text));
  } catch {
    // The message says so to its agent.
    return undefined;
  }
}

function toInventory(
  message: JsonObject,
  deviceId: string,
  limits: Pick<BodyLimits, 'elements' | 'rowsOfSection'>,
): JsonOutcome {
  const content = toObject(message.content);
  if (content === undefined) {
    return refuse('content is missing or no object');
  }
  const itemType = toText(message.itemtype) ?? 'Computer';
  if (!COMPUTERS.has(itemType)) {
    return refuse('itemtype is not supported: Computer and Phone are');
  }
  const sections = readSections(content);
  let rows = 0;
  for (const each of Object.values(sections)) {
    rows += each.length;
  }
  if (rows > limits.elements) {
    return refuse('the message is too large');
  }
  const tag = toText(message.tag);
  const value: InventoryRequest = {
    query: 'INVENTORY',
    deviceId,
    sections,
    accountInfo: tag === undefined || tag === '' ? [] : [{ name: 'TAG', value: tag }],
    ignoredSections: Object.keys(content).filter((name) => !Object.hasOwn(JSON_SECTIONS, name)),
  };
  const surplus = findSurplus(value, limits.rowsOfSection);
  return surplus === undefined
    ? { accepted: true, value }
    : { accepted: false, message: describeSurplus(surplus), fault: 'too-many-rows' };
}

function readSections(content: JsonObject): InventorySections {
  const sections: InventorySections = {};
  for (const [name, { section, renamed = {} }] of Object.entries(JSON_SECTIONS)) {
    const elements = listObjects(content[name]);
    if (elements.length > 0) {
      const fields = new Set(getSection(section).columns.map((column) => column.name));
      sections[section] = elements.map((element) => toRow(element, fields, renamed));
    }
  }
  complete(sections, content);
  return sections;
}

function toRow(
  element: JsonObject,
  fields: ReadonlySet<string>,
  renamed: Readonly<Record<string, string>>,
): SectionRow {
  const row: SectionRow = {};
  for (const [name, value] of Object.entries(element)) {
    const field = Object.hasOwn(renamed, name) ? renamed[name] : name.toUpperCase();
    const text = toText(value);
    if (field !== undefined && fields.has(field) && text !== undefined && text !== '') {
      row[field] = text;
    }
  }
  return row;
}

/** What OCS's agents say in other places: the operating system and processors in HARDWARE, a row for each address. */
function complete(sections: InventorySections, content: JsonObject): void {
  const hardware = sections.HARDWARE?.[0];
  if (hardware !== undefined) {
    Object.assign(hardware, readSystem(content), readProcessors(content), readUser(content));
  }
  const bios = sections.BIOS?.[0];
  const chassis = toText(toObject(content.hardware)?.chassis_type);
  if (bios !== undefined && chassis !== undefined) {
    bios.TYPE ??= chassis;
  }
  if (sections.NETWORKS !== undefined) {
    const networks = listObjects(content.networks);
    sections.NETWORKS = sections.NETWORKS.flatMap((row, index) => splitAddresses(row, networks[index] ?? {}));
  }
  const drives = listObjects(content.drives);
  for (const [index, row] of (sections.DRIVES ?? []).entries()) {
    const label = toText(drives[index]?.label);
    if (label !== undefined && row.VOLUMN === undefined) {
      row.VOLUMN = label;
    }
  }
}

function readSystem(content: JsonObject): SectionRow {
  const system = toObject(content.operatingsystem) ?? {};
  return defined({
    OSNAME: toText(system.full_name) ?? toText(system.name),
    OSVERSION: toText(system.kernel_version) ?? toText(system.version),
    OSCOMMENTS: toText(system.service_pack),
    ARCH: toText(system.arch),
    WORKGROUP: toText(toObject(content.hardware)?.workgroup) ?? toText(system.dns_domain),
    IPADDR: findAddress(content),
  });
}

function readProcessors(content: JsonObject): SectionRow {
  const processors = listObjects(content.cpus);
  const [first] = processors;
  return first === undefined
    ? {}
    : defined({
        PROCESSORT: toText(first.name),
        PROCESSORS: toText(first.speed),
        PROCESSORN: String(processors.length),
      });
}

function readUser(content: JsonObject): SectionRow {
  const logins = listObjects(content.users).map((user) => toText(user.login) ?? '');
  const users = [...new Set(logins.filter((login) => login !== ''))].join('/');
  return defined({ USERID: users || toText(toObject(content.hardware)?.lastloggeduser) });
}

/** The address of the interface with the gateway, else the first that is not the machine's own. */
function findAddress(content: JsonObject): string | undefined {
  const networks = listObjects(content.networks).filter((network) => {
    const address = toText(network.ipaddress);
    return address !== undefined && !address.startsWith('127.');
  });
  const routed = networks.find((network) => toText(network.ipgateway) !== undefined);
  return toText((routed ?? networks[0])?.ipaddress);
}

/** OCS has a row for each address of an interface, and writes its state with a capital. */
function splitAddresses(row: SectionRow, network: JsonObject): SectionRow[] {
  const { STATUS: status } = row;
  const base = status === undefined ? row : { ...row, STATUS: status[0]?.toUpperCase() + status.slice(1) };
  const second = toText(network.ipaddress6);
  if (second === undefined || second === '') {
    return [base];
  }
  const { IPADDRESS: _address, IPMASK: _mask, IPSUBNET: _subnet, ...other } = base;
  const sixth = defined({
    ...other,
    IPADDRESS: second,
    IPMASK: toText(network.ipmask6),
    IPSUBNET: toText(network.ipsubnet6),
  });
  return base.IPADDRESS === undefined ? [sixth] : [base, sixth];
}

/** A value as XML would have it; lists of values are joined, anything deeper says nothing. */
function toText(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return cleanText(value).text;
    case 'number':
      return String(value);
    case 'boolean':
      return value ? '1' : '0';
    default:
      return Array.isArray(value)
        ? value
            .map((each) => toText(each))
            .filter((each) => each !== undefined)
            .join(',')
        : undefined;
  }
}

function toObject(value: unknown): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}

function listObjects(value: unknown): JsonObject[] {
  const values: unknown[] = Array.isArray(value) ? value : [value];
  return values.map(toObject).filter((each) => each !== undefined);
}

function defined(row: Readonly<Record<string, string | undefined>>): SectionRow {
  const told: SectionRow = {};
  for (const [name, value] of Object.entries(row)) {
    if (value !== undefined && value !== '') {
      told[name] = value;
    }
  }
  return told;
}
