import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { REPOSITORY } from '../support/processes.ts';
import type { Random } from './random.ts';

const fixtures = path.join(REPOSITORY, 'apps/inventory-server/fixtures');
/** What a real agent sent, by its sections: each a list of elements as they stood there. */
const recorded = readSections(readFixture('unix-agent-2.10-inventory.xml.gz'));
const recordedJson = ['computer_1.json.gz', 'computer_1_partial_memory.json.gz'].map((name) =>
  readFixture(path.join('glpi', name)),
);

function readFixture(name: string): string {
  return gunzipSync(readFileSync(path.join(fixtures, name))).toString('utf8');
}

function readSections(xml: string): Map<string, string[]> {
  const sections = new Map<string, string[]>();
  for (const [element, name = ''] of xml.matchAll(/^ {4}<(\w+)>[\s\S]*?^ {4}<\/\1>$/gm)) {
    sections.set(name, [...(sections.get(name) ?? []), element]);
  }
  return sections;
}

/** A machine that reports under a DEVICEID of its own, with serial numbers of its own. */
export interface FuzzDevice {
  deviceId: string;
  number: number;
}

export function makeDevice(prefix: string, number: number): FuzzDevice {
  const second = String(number % 60).padStart(2, '0');
  const minute = String(Math.floor(number / 60) % 60).padStart(2, '0');
  return { deviceId: `${prefix}${number}-2026-01-02-03-${minute}-${second}`, number };
}

/** A report of a device: a few elements of each section that the real agent sent, and identifiers of its own. */
export function makeInventory(random: Random, device: FuzzDevice): string {
  const parts: string[] = [];
  for (const [name, elements] of recorded) {
    if (name === 'HARDWARE' || name === 'BIOS' || name === 'ACCOUNTINFO') continue;
    const count = Math.min(elements.length, random.int(0, name === 'SOFTWARES' ? 12 : 3));
    for (let taken = 0; taken < count; taken += 1) parts.push(random.pick(elements));
  }
  const hex = device.number.toString(16).padStart(12, '0');
  const own = [
    `<HARDWARE><NAME>fuzz${device.number}</NAME><OSNAME>Debian GNU/Linux 12</OSNAME><MEMORY>${random.int(1, 64) * 1024}</MEMORY><UUID>9a5c1d2e-0b3f-4c6d-8e7f-${hex}</UUID><CHECKSUM>4194303</CHECKSUM></HARDWARE>`,
    `<BIOS><SMANUFACTURER>Dell Inc.</SMANUFACTURER><SMODEL>OptiPlex 7090</SMODEL><SSN>FZ${hex.toUpperCase()}</SSN></BIOS>`,
    `<MEMORIES><CAPACITY>${random.int(1, 8) * 1024}</CAPACITY><TYPE>DDR4</TYPE><NUMSLOTS>1</NUMSLOTS><SERIALNUMBER>${random.int(1, 1e9)}</SERIALNUMBER></MEMORIES>`,
    `<ACCOUNTINFO><KEYNAME>TAG</KEYNAME><KEYVALUE>FUZZ</KEYVALUE></ACCOUNTINFO>`,
  ];
  const content = [...parts, ...own]
    .join('\n')
    .replace(/<MACADDR>[^<]*<\/MACADDR>/g, `<MACADDR>${hex.match(/../g)?.join(':')}</MACADDR>`)
    .replace(/<SERIALNUMBER>(?=\w{4,}-)[^<]*<\/SERIALNUMBER>/g, `<SERIALNUMBER>D${hex}</SERIALNUMBER>`);
  return formatRequest(device.deviceId, 'INVENTORY', `<CONTENT>${content}</CONTENT>`);
}

/** Any message of an agent. */
export function formatRequest(deviceId: string, query: string, inner = ''): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<REQUEST>\n${inner}<DEVICEID>${deviceId}</DEVICEID>\n<QUERY>${query}</QUERY>\n</REQUEST>\n`;
}

/** A report of a GLPI agent under a DEVICEID of its own. */
export function makeJsonInventory(random: Random, device: FuzzDevice): Record<string, unknown> {
  const text = random.pick(recordedJson);
  const message: Record<string, unknown> = JSON.parse(text);
  const content = Object(message.content);
  const hex = device.number.toString(16).padStart(12, '0');
  if (content.hardware !== undefined) {
    content.hardware.uuid = `7b5c1d2e-0b3f-4c6d-8e7f-${hex}`;
    content.hardware.name = `fuzz${device.number}`;
  }
  if (content.bios !== undefined) content.bios.ssn = `GJ${hex.toUpperCase()}`;
  for (const network of content.networks ?? []) {
    if (network.mac !== undefined) network.mac = hex.match(/../g)?.join(':');
  }
  for (const storage of content.storages ?? []) {
    if (storage.serial !== undefined) storage.serial = `G${hex}`;
  }
  return { ...message, deviceid: device.deviceId };
}
