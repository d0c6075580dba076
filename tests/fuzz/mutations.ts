import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import type { KeyedAgent } from './keyed-agent.ts';
import type { Random } from './random.ts';
import { type FuzzDevice, formatRequest, makeInventory, makeJsonInventory } from './reports.ts';

/** How the server ended a request: the causes of its journal, `answered`, or nothing where the connection was cut. */
export type Branch =
  | 'answered'
  | 'not-inflatable'
  | 'malformed'
  | 'doctype'
  | 'too-large'
  | 'device-id'
  | 'query'
  | 'message'
  | 'user-agent'
  | 'not-admitted'
  | 'replayed';

/** One request of a case. */
export interface FuzzRequest {
  body: Buffer;
  headers?: Record<string, string>;
  /** What is within the body once it is unpacked, where it can be read by other means. */
  inner?: { form: 'xml' | 'json'; bytes: Buffer };
  /** The only branch that may be reached, where it is known. */
  expects?: Branch;
}

export interface Material {
  random: Random;
  device: FuzzDevice;
  agent: KeyedAgent;
}

/** A way to spoil a report, and the branches that it has to reach in a run. */
export interface Mutation {
  aims: readonly Branch[];
  make(material: Material): FuzzRequest[];
}

const MiB = 1024 * 1024;

const bombs = new Map<string, Buffer>();

/** A body that unpacks to so many equal bytes; packing it takes far longer than sending it, so it is kept. */
function bomb(form: 'zlib' | 'gzip' | 'nested', mebibytes: number, filler: number): Buffer {
  const name = `${form} ${mebibytes} ${filler}`;
  const bytes = () => Buffer.alloc(mebibytes * MiB, filler);
  const make = {
    zlib: () => deflateSync(bytes()),
    gzip: () => gzipSync(bytes()),
    nested: () => gzipSync(gzipSync(bytes())),
  };
  const body = bombs.get(name) ?? make[form]();
  bombs.set(name, body);
  return body;
}

function pack(random: Random, bytes: Buffer): Buffer {
  const form = random.int(0, 9);
  if (form === 0 && /^\s*<\?xml/i.test(bytes.toString('latin1', 0, 64))) return bytes;
  return form === 1 ? gzipSync(bytes) : deflateSync(bytes);
}

/** Spoils the text of a real report. */
function ofXml(
  aims: readonly Branch[],
  spoil: (xml: string, material: Material) => string | Buffer,
): Mutation {
  return {
    aims,
    make: (material) => {
      const spoiled = spoil(makeInventory(material.random, material.device), material);
      const bytes = typeof spoiled === 'string' ? Buffer.from(spoiled) : spoiled;
      return [{ body: pack(material.random, bytes), inner: { form: 'xml', bytes } }];
    },
  };
}

/** A body as it is, whatever is in it. */
function ofBody(aims: readonly Branch[], make: (material: Material) => Buffer, exact = true): Mutation {
  const [only] = aims;
  return {
    aims,
    make: (material) => [{ body: make(material), ...(exact && only !== undefined ? { expects: only } : {}) }],
  };
}

function ofJson(
  aims: readonly Branch[],
  spoil: (message: Record<string, unknown>, material: Material) => string | Buffer,
): Mutation {
  return {
    aims,
    make: (material) => {
      const spoiled = spoil(makeJsonInventory(material.random, material.device), material);
      const bytes = typeof spoiled === 'string' ? Buffer.from(spoiled) : spoiled;
      const headers = { 'user-agent': 'GLPI-Agent_v1.16', 'content-type': 'application/x-compress-zlib' };
      return [{ body: deflateSync(bytes), headers, inner: { form: 'json', bytes } }];
    },
  };
}

/** Texts of which each broke somebody's server. */
const HOSTILE = [
  '',
  ' ',
  "'; DROP TABLE hardware; --",
  '=(1+1)',
  '\\',
  '%s%n',
  '\u0000',
  '\u0001\u0008\u001f',
  '\u007f\u0085\u00a0',
  '\ufffe\uffff',
  '\ud800',
  '\u{1f600}',
  '\u202e\u200b',
  'é'.normalize('NFD'),
  '-2147483649',
  '99999999999999999999',
  '1e400',
  'NaN',
  '0000-00-00',
  '9999-99-99 99:99:99',
  '2026-02-30',
  '<script>alert(1)</script>',
  'x'.repeat(255),
  'x'.repeat(256),
  'ж'.repeat(300),
  '\u{1f600}'.repeat(130),
  'y'.repeat(70_000),
  '\t\n\r\n',
  '../../etc/passwd',
  '$' + '{jndi:ldap://127.0.0.1/a}',
] as const;

function escapeText(text: string, random: Random): string {
  let escaped = '';
  for (const unit of text) {
    const code = unit.codePointAt(0) ?? 0;
    const asReference = '&<>'.includes(unit) || (text.length < 100 && random.chance(0.3));
    escaped += asReference ? (random.chance(0.5) ? `&#${code};` : `&#x${code.toString(16)};`) : unit;
  }
  return escaped;
}

/** The places of the texts of elements. */
function listTextPlaces(xml: string): RegExpExecArray[] {
  return [...xml.matchAll(/(?<=<(\w+)>)[^<>]*(?=<\/\1>)/g)];
}

function replaceTexts(xml: string, random: Random, count: number, make: () => string): string {
  let changed = xml;
  for (let time = 0; time < count; time += 1) {
    const place = random.pick(listTextPlaces(changed));
    if (/^(?:INVENTORY|.*-\d{4}(?:-\d\d){5})$/.test(place[0]) && random.chance(0.9)) continue;
    changed = changed.slice(0, place.index) + make() + changed.slice(place.index + place[0].length);
  }
  return changed;
}

/** Elements that hold nothing but elements with a text each. */
function listElements(xml: string): RegExpExecArray[] {
  return [...xml.matchAll(/<(\w+)>(?:\s*<(\w+)>[^<]*<\/\2>)+\s*<\/\1>/g)];
}

function insertAt(text: string, at: number, part: string): string {
  return text.slice(0, at) + part + text.slice(at);
}

function flipBytes(bytes: Buffer, random: Random, count: number): Buffer {
  const flipped = Buffer.from(bytes);
  for (let time = 0; time < count; time += 1) {
    const at = random.int(0, flipped.length - 1);
    flipped[at] = (flipped[at] ?? 0) ^ (1 << random.int(0, 7));
  }
  return flipped;
}

function encode(xml: string, encoding: string): Buffer {
  const declared = xml.replace('encoding="UTF-8"', `encoding="${encoding}"`);
  if (encoding === 'UTF-16') return Buffer.from(`\ufeff${declared}`, 'utf16le');
  return Buffer.from(declared, encoding === 'ISO-8859-1' || encoding === 'windows-1252' ? 'latin1' : 'utf8');
}

/** Changes one value somewhere in a JSON message. */
function changeJson(message: unknown, random: Random, make: () => unknown): void {
  let place: unknown = message;
  for (let depth = 0; depth < 6; depth += 1) {
    const keys = Object.keys(Object(place));
    if (keys.length === 0) return;
    const key = random.pick(keys);
    const inner: unknown = Object(place)[key];
    if (typeof inner !== 'object' || inner === null || random.chance(0.15)) {
      Object(place)[key] = make();
      return;
    }
    place = inner;
  }
}

const LAUGHS = Array.from(
  { length: 20 },
  (_, level) => `<!ENTITY l${level} "${level === 0 ? 'ha' : `&l${level - 1};&l${level - 1};`}">`,
).join('');
const DOCTYPES = [
  `<!DOCTYPE R [${LAUGHS}]>`,
  '<!DOCTYPE R SYSTEM "http://127.0.0.1:9/x.dtd">',
  '<!DOCTYPE R [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
  '<!DOCTYPE R [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p"> %p;]>',
  '<!DOCTYPE R>',
  `<!DOCTYPE R [<!ENTITY a "${'a'.repeat(50_000)}">]>`,
];

function signed(agent: KeyedAgent, body: Buffer, counter: number, expects: Branch): FuzzRequest {
  return { body, headers: agent.sign(body, counter), expects };
}

function signedInventory({ random, agent }: Material): { bytes: Buffer; body: Buffer } {
  const bytes = Buffer.from(makeInventory(random, agent.device));
  return { bytes, body: deflateSync(bytes) };
}

function ofKey(aims: readonly Branch[], make: (material: Material) => FuzzRequest[]): Mutation {
  return { aims, make };
}

/** All ways, by name. */
export const MUTATIONS: Readonly<Record<string, Mutation>> = {
  intact: ofXml(['answered'], (xml) => xml),
  'hostile values': ofXml(['answered'], (xml, { random }) =>
    replaceTexts(xml, random, random.int(1, 12), () => escapeText(random.pick(HOSTILE), random)),
  ),
  'raw values': ofXml(['answered'], (xml, { random }) =>
    replaceTexts(xml, random, random.int(1, 4), () => random.pick(HOSTILE)),
  ),
  'elements repeated': ofXml(['answered'], (xml, { random }) => {
    const [element = ''] = random.pick(listElements(xml));
    return insertAt(xml, xml.indexOf('<CONTENT>') + 9, element.repeat(random.int(1, 30)));
  }),
  'elements removed': ofXml(['answered'], (xml, { random }) => {
    const element = random.pick(listElements(xml));
    return xml.slice(0, element.index) + xml.slice(element.index + element[0].length);
  }),
  'elements moved': ofXml(['answered'], (xml, { random }) => {
    const from = random.pick(listElements(xml));
    const to = random.pick(listElements(xml));
    return insertAt(xml, to.index + to[0].length, from[0]);
  }),
  'elements as attributes': ofXml(['answered'], (xml, { random }) => {
    const leaf = random.pick(listTextPlaces(xml));
    const attribute = `${leaf[1]}="${leaf[0].replace(/"/g, '&quot;')}"`;
    return xml
      .replace('<HARDWARE>', `<HARDWARE ${attribute}>`)
      .replace('<BIOS>', `<BIOS ${attribute} SSN=''>`);
  }),
  'markup kept': ofXml(['answered'], (xml, { random }) =>
    replaceTexts(xml, random, 3, () =>
      random.pick([
        '<![CDATA[a<b]]>',
        'a<!-- c -->b',
        '<?p i?>x',
        '<A/>',
        'a<A>b</A>c',
        '&amp;&lt;&gt;&quot;&apos;',
      ]),
    ),
  ),
  'markup broken': ofXml(['malformed'], (xml, { random }) =>
    replaceTexts(xml, random, 2, () =>
      random.pick(['<', '&', '</', ']]>', '<a b>', '&nbsp;', '&#xD800', '<1>', '<a a="1" a="2"/>']),
    ),
  ),
  'tags removed': ofXml(['malformed'], (xml, { random }) => {
    const tag = random.pick([...xml.matchAll(/<\/?\w+>/g)]);
    return xml.slice(0, tag.index) + xml.slice(tag.index + tag[0].length);
  }),
  'text cut off': ofXml(['malformed'], (xml, { random }) => xml.slice(0, random.int(60, xml.length - 20))),
  'bytes flipped': ofXml(['answered', 'malformed'], (xml, { random }) =>
    flipBytes(Buffer.from(xml), random, random.int(1, 2)),
  ),
  encodings: ofXml(['answered'], (xml, { random }) => {
    const text = replaceTexts(xml, random, 3, () => random.pick(['Éàü', '日本', '€uro', 'ćžš', 'Ω']));
    return encode(
      text,
      random.pick([
        'UTF-16',
        'ISO-8859-1',
        'windows-1252',
        'UTF-8',
        'Shift_JIS',
        'no-such',
        'utf-16le',
        'KOI8-R',
      ]),
    );
  }),
  'byte order marks': ofXml(['answered'], (xml, { random }) => {
    const mark = random.pick([
      [0xef, 0xbb, 0xbf],
      [0xff, 0xfe],
      [0xfe, 0xff],
    ]);
    const bytes = Buffer.from(xml, mark.length === 3 ? 'utf8' : 'utf16le');
    const text = mark[0] === 0xfe ? bytes.swap16() : bytes;
    return Buffer.concat([Buffer.from(mark), text]);
  }),
  doctypes: ofXml(['doctype'], (xml, { random }) => {
    const reference = random.pick(['&l19;', '&x;', '&a;&a;&a;&a;', 'plain']);
    const doctype = random.pick(DOCTYPES);
    return xml
      .replace('<REQUEST>', `${doctype}<REQUEST>`)
      .replace('<SMODEL>OptiPlex 7090', `<SMODEL>${reference}`);
  }),
  'unknown entities': ofXml(['malformed'], (xml) => xml.replace('OptiPlex', '&xxe;')),
  'deep nesting': ofXml(['too-large'], (xml, { random }) => {
    const depth = random.int(20, 20_000);
    return xml.replace('<HARDWARE>', `${'<A>'.repeat(depth)}${'</A>'.repeat(depth)}<HARDWARE>`);
  }),
  'nesting within the limit': ofXml(['answered'], (xml, { random }) => {
    const depth = random.int(1, 13);
    return xml.replace('<HARDWARE>', `${'<A>'.repeat(depth)}x${'</A>'.repeat(depth)}<HARDWARE>`);
  }),
  'too many elements': ofXml(['too-large'], (xml) =>
    xml.replace('<HARDWARE>', `${'<A></A>'.repeat(410_000)}<HARDWARE>`),
  ),
  'huge texts': ofXml(['too-large'], (xml, { random }) =>
    xml.replace('OptiPlex 7090', random.bytes(64).toString('hex').repeat(9000)),
  ),
  'huge attributes': ofXml(['too-large'], (xml, { random }) =>
    xml.replace('<BIOS>', `<BIOS SMODEL="${random.bytes(64).toString('hex').repeat(9000)}">`),
  ),
  'many attributes': ofXml(['answered'], (xml, { random }) => {
    const count = random.int(100, 3000);
    const attributes = Array.from({ length: count }, (_, number) => `A${number}="${number}"`).join(' ');
    return xml.replace('<BIOS>', `<BIOS ${attributes}>`);
  }),
  'bad DEVICEIDs': ofXml(['device-id'], (xml, { random, device }) => {
    const bad = [
      "x' OR '1'='1",
      'pc',
      '',
      '-2026-01-02-03-04-05',
      'x\u0000-2026-1-2',
      `${'n'.repeat(300)}-2026-01-02-03-04-05`,
      '_SYSTEMGROUP_',
    ];
    return xml.replaceAll(device.deviceId, escapeText(random.pick(bad), random));
  }),
  'strange DEVICEIDs': ofXml(['answered'], (xml, { random, device }) => {
    const strange = ["x' OR '1'='1", '../..', '\u{1f600}', '%', 'a"b', 'ж'.repeat(100), '\\', 'a\u0007b'];
    const name = `${random.pick(strange)}${random.int(0, 9)}`;
    return xml.replaceAll(device.deviceId, `${escapeText(name, random)}-2026-01-02-03-04-05`);
  }),
  'unknown queries': ofXml(['query'], (xml, { random }) =>
    xml.replace(
      'INVENTORY</QUERY>',
      `${random.pick(['DELETE', 'SYSTEM', 'FILE', 'inventory', '__proto__'])}</QUERY>`,
    ),
  ),
  'other messages': {
    aims: ['answered'],
    make: ({ random, device }) => {
      const query = random.pick(['PROLOG', 'NOTIFY', 'DOWNLOAD', 'SNMP', 'UPDATE']);
      const inner = random.pick([
        '<TYPE>IP</TYPE><IFACE><IP>10.0.0.1</IP><MASK>255.0.0.0</MASK><MAC>00:11:22:33:44:55</MAC></IFACE>',
        '<ID>1700000001</ID><ERR>SUCCESS</ERR>',
        '<CONTENT><DEVICE><COMMON><TYPE>x</TYPE></COMMON></DEVICE></CONTENT>',
        '',
      ]);
      const xml = replaceTexts(formatRequest(device.deviceId, query, inner), random, random.int(0, 2), () =>
        escapeText(random.pick(HOSTILE), random),
      );
      const bytes = Buffer.from(xml);
      return [{ body: pack(random, bytes), inner: { form: 'xml', bytes } }];
    },
  },
  'unknown agents': {
    aims: ['user-agent'],
    make: ({ random, device }) => [
      {
        body: pack(random, Buffer.from(formatRequest(device.deviceId, 'PROLOG'))),
        headers: {
          'user-agent': random.pick(['Evil_v9', '', 'OCS-NG_unified_unix_agent', 'x'.repeat(2000)]),
        },
        expects: 'user-agent',
      },
    ],
  },
  'streams cut off': ofBody(['not-inflatable'], ({ random, device }) => {
    const whole = random.pick([deflateSync, gzipSync])(makeInventory(random, device));
    return whole.subarray(0, random.int(2, whole.length - 9));
  }),
  'streams flipped': ofBody(
    ['not-inflatable'],
    ({ random, device }) => flipBytes(deflateSync(makeInventory(random, device)), random, 3),
    false,
  ),
  'raw deflate': ofBody(
    ['not-inflatable'],
    ({ random, device }) => deflateRawSync(makeInventory(random, device)),
    false,
  ),
  noise: ofBody(['not-inflatable'], ({ random }) => random.bytes(random.int(0, 5000)), false),
  'zlib bombs': ofBody(['too-large'], ({ random }) =>
    bomb('zlib', random.pick([33, 64, 150]), random.pick([0, 0x41])),
  ),
  'gzip bombs': ofBody(['too-large'], ({ random }) =>
    bomb('gzip', random.pick([33, 64, 150]), random.pick([0, 0x20])),
  ),
  'bombs below the ratio': ofBody(['too-large'], ({ random, device }) => {
    const xml = makeInventory(random, device);
    return deflateSync(xml.replace('<HARDWARE>', `${' '.repeat(random.int(2, 31) * MiB)}<HARDWARE>`));
  }),
  'nested bombs': ofBody(['malformed'], ({ random }) => bomb('nested', random.pick([1, 40]), 0x20)),
  'too large on the wire': ofBody(['too-large'], ({ random }) =>
    Buffer.alloc(2 * MiB + random.int(1, 999), 0x78),
  ),
  'GLPI intact': ofJson(['answered'], (message) => JSON.stringify(message)),
  'GLPI values': ofJson(['answered'], (message, { random }) => {
    for (let time = random.int(1, 6); time > 0; time -= 1) {
      changeJson(message.content, random, () =>
        random.pick([
          ...HOSTILE,
          null,
          true,
          1e308,
          -1,
          0.1,
          [],
          {},
          [[]],
          { a: { b: [1] } },
          Array(50).fill('x'),
        ]),
      );
    }
    return JSON.stringify(message);
  }),
  'GLPI cut off': ofJson(['message'], (message, { random }) => {
    const text = JSON.stringify(message);
    return text.slice(0, random.int(1, text.length - 1));
  }),
  'GLPI nesting': ofJson(['message'], (message, { random }) => {
    const depth = random.int(100, 100_000);
    return JSON.stringify({ ...message, deep: 0 }).replace(
      '"deep":0',
      `"deep":${'['.repeat(depth)}${']'.repeat(depth)}`,
    );
  }),
  // Not packed: what repeats itself so often would be refused as a bomb.
  'GLPI values without end': ofBody(['message'], ({ random, device }) => {
    const message = { ...makeJsonInventory(random, device), content: {} };
    const many = `[${random.pick(['{}', '1', '[]', '""'])}${',1'.repeat(random.int(401_000, 900_000))}]`;
    return Buffer.from(JSON.stringify({ ...message, many: 0 }).replace('"many":0', `"many":${many}`));
  }),
  'GLPI prototypes': ofJson(['answered'], (message) =>
    JSON.stringify(message).replace(
      '{',
      '{"__proto__":{"deviceid":"x","action":"y"},"constructor":{"prototype":{"a":1}},',
    ),
  ),
  'GLPI bytes': ofJson(['answered', 'message'], (message, { random }) =>
    flipBytes(Buffer.from(JSON.stringify(message)), random, random.int(1, 3)),
  ),
  'signed and replayed': ofKey(['answered', 'replayed'], (material) => {
    const { agent } = material;
    const { bytes, body } = signedInventory(material);
    agent.counter += 1;
    const first = signed(agent, body, agent.counter, 'answered');
    return [
      { ...first, inner: { form: 'xml', bytes } },
      { ...first, expects: 'replayed' },
    ];
  }),
  'signed and reordered': ofKey(['answered', 'replayed'], (material) => {
    const { agent } = material;
    const { bytes, body } = signedInventory(material);
    const late = signed(agent, body, agent.counter + 1, 'replayed');
    agent.counter += 2;
    return [{ ...signed(agent, body, agent.counter, 'answered'), inner: { form: 'xml', bytes } }, late];
  }),
  'signed and tampered': ofKey(['not-admitted'], (material) => {
    const { agent, random } = material;
    const { body } = signedInventory(material);
    const headers = agent.sign(body, agent.counter + 1);
    const way = random.int(0, 3);
    if (way === 0) return [{ body: flipBytes(body, random, 1), headers, expects: 'not-admitted' }];
    if (way === 1) {
      return [
        {
          body,
          headers: { ...headers, 'popis-counter': String(agent.counter + 2) },
          expects: 'not-admitted',
        },
      ];
    }
    if (way === 2) {
      const signature =
        headers['popis-signature']?.replace(/^./, (letter) => (letter === 'A' ? 'B' : 'A')) ?? '';
      return [{ body, headers: { ...headers, 'popis-signature': signature }, expects: 'not-admitted' }];
    }
    return [
      {
        body,
        headers: { ...headers, 'popis-counter': random.pick(['-1', '1e9', '', '99999999999999999']) },
        expects: 'not-admitted',
      },
    ];
  }),
  'keys made up': ofKey(['not-admitted'], (material) => {
    const { agent } = material;
    const { body } = signedInventory(material);
    const keyId = material.random.bytes(32).toString('base64url');
    return [{ body, headers: { ...agent.sign(body, 1), 'popis-key': keyId }, expects: 'not-admitted' }];
  }),
  'plain for a keyed device': ofKey(['not-admitted'], (material) => [
    { body: signedInventory(material).body, expects: 'not-admitted' },
  ]),
};
