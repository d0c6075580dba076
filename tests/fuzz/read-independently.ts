import { SaxesParser } from 'saxes';

/** What a document says, read by other means than the server's: its elements, attributes as elements, and their texts. */
export interface ReadElement {
  name: string;
  text: string;
  children: ReadElement[];
}

const HIGH = [
  ...[0x20ac, 0x81, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039, 0x152, 0x8d],
  ...[
    0x17d, 0x8f, 0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc, 0x2122, 0x161, 0x203a,
  ],
  ...[0x153, 0x9d, 0x17e, 0x178],
];

/** Reads a document that the server accepted. */
export function readIndependently(bytes: Buffer): ReadElement {
  const root: ReadElement = { name: '', text: '', children: [] };
  const open = [root];
  const parser = new SaxesParser();
  const top = () => open.at(-1) ?? root;
  parser.on('opentag', ({ name, attributes }) => {
    const children = Object.entries(attributes).map(([attribute, text]) => toElement(attribute, text));
    const element = { name, text: '', children };
    top().children.push(element);
    open.push(element);
  });
  parser.on('closetag', () => open.pop());
  for (const event of ['text', 'cdata'] as const) {
    parser.on(event, (text) => {
      if (/[^ \t\n\r]/.test(text)) top().text += text;
    });
  }
  parser.write(decode(bytes)).close();
  const [document] = root.children;
  if (document === undefined) throw new Error('The document has no element');
  return document;
}

function toElement(name: string, text: string): ReadElement {
  return { name, text: /[^ \t\n\r]/.test(text) ? text : '', children: [] };
}

/** The same content as plainly as it can be written. */
export function formatPlainly(element: ReadElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${formatElement(element)}`;
}

function formatElement({ name, text, children }: ReadElement): string {
  const escaped = text.replace(/[&<>\r]/g, (character) => `&#${character.charCodeAt(0)};`);
  return `<${name}>${escaped}${children.map(formatElement).join('')}</${name}>`;
}

/** All texts of a document. */
export function listTexts({ text, children }: ReadElement): string[] {
  return [text, ...children.flatMap(listTexts)].filter((each) => each !== '');
}

/** The text of bytes, by their mark, what they declare, or what they look like; without what XML forbids. */
export function decode(bytes: Buffer): string {
  const decoded = decodeBytes(bytes);
  let clean = '';
  for (const character of decoded.replace(/\r\n|\r/g, '\n')) {
    clean += isCharacter(character.codePointAt(0) ?? 0) ? character : '\ufffd';
  }
  return clean.replace(/&#(?:x([0-9a-f]{1,8})|(\d{1,10}));/gi, (reference, hex, decimal) =>
    isCharacter(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)) ? reference : '\ufffd',
  );
}

/** https://www.w3.org/TR/xml/#NT-Char */
function isCharacter(code: number): boolean {
  if ([0x9, 0xa, 0xd].includes(code)) return true;
  if (code < 0x20 || code > 0x10ffff) return false;
  return !(code >= 0xd800 && code <= 0xdfff) && code !== 0xfffe && code !== 0xffff;
}

function decodeBytes(bytes: Buffer): string {
  const [first, second, third] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return decodeUtf8(bytes.subarray(3));
  if ((first === 0xff && second === 0xfe) || (first === 0x3c && second === 0)) return decodeUtf16(bytes);
  if ((first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c)) {
    const swapped = Buffer.from(bytes.subarray(0, bytes.length - (bytes.length % 2))).swap16();
    return bytes.length % 2 === 0 ? decodeUtf16(swapped) : `${decodeUtf16(swapped)}\ufffd`;
  }
  const head = bytes.toString('latin1', 0, 200);
  const declared = /^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([\w.:-]+)["']/i.exec(head)?.[1]?.toLowerCase();
  if (declared === undefined || /^utf-?(?:8|16)$/.test(declared)) return decodeUtf8(bytes);
  if (/^(?:iso-?8859-?1|latin-?1|windows-1252|cp1252|us-ascii|ascii)$/.test(declared))
    return decode1252(bytes);
  try {
    return new TextDecoder(declared).decode(bytes);
  } catch {
    return decodeUtf8(bytes);
  }
}

function decodeUtf16(bytes: Buffer): string {
  return new TextDecoder('utf-16le').decode(bytes);
}

function decodeUtf8(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return decode1252(bytes);
  }
}

function decode1252(bytes: Buffer): string {
  let text = '';
  for (const byte of bytes) {
    text += String.fromCharCode(byte >= 0x80 && byte <= 0x9f ? (HIGH[byte - 0x80] ?? byte) : byte);
  }
  return text;
}
