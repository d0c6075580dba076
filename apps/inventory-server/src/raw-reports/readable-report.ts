import { decodeDocument, inflateBody, isJson } from '@popis/inventory-format';

/** A report for reading; `text` where it is neither well-formed XML nor JSON. */
export interface ReadableReport {
  form: 'xml' | 'json' | 'text';
  text: string;
  isCut: boolean;
}

/** Most characters that are shown; what is downloaded is whole. */
const SHOWN = 2 * 1024 * 1024;
const LIMITS = { compressedBytes: 4 * 1024 * 1024, inflatedBytes: 32 * 1024 * 1024, inflationRatio: 1_000 };

/** Unpacks a report and lays it out; what cannot be unpacked is shown as it came, as far as it is text. */
export async function toReadable(body: Uint8Array): Promise<ReadableReport> {
  const unpacked = await inflateBody(body, LIMITS);
  const bytes = unpacked.accepted ? unpacked.value.bytes : body;
  if (unpacked.accepted && isJson(bytes)) {
    return cut('json', layOutJson(Buffer.from(bytes).toString()));
  }
  const { text } = decodeDocument(bytes);
  return /^\s*</.test(text) ? cut('xml', layOutXml(text)) : cut('text', text);
}

function layOutJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** A line for each element, two blanks for each one that it is in. Only blanks between tags are touched, so that text stays as it is. */
export function layOutXml(text: string): string {
  const lines: string[] = [];
  let depth = 0;
  for (const part of text.trim().split(/>\s*(?=<)/)) {
    const tag = part.endsWith('>') ? part : `${part}>`;
    if (/^<\//.test(tag)) {
      depth = Math.max(0, depth - 1);
    }
    lines.push(`${'  '.repeat(Math.min(depth, 20))}${tag}`);
    const opens = /^<[^/!?]/.test(tag) && !tag.endsWith('/>') && !tag.includes('</');
    depth += opens ? 1 : 0;
  }
  return lines.join('\n');
}

function cut(form: ReadableReport['form'], text: string): ReadableReport {
  return { form, text: text.slice(0, SHOWN).toWellFormed(), isCut: text.length > SHOWN };
}
