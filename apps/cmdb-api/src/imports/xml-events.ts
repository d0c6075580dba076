import { SaxesParser } from 'saxes';
import { refuseFile } from './file-rows.ts';
import { asRefusal } from './xlsx-archive.ts';

/** What becomes of the elements of a part; names come without their prefixes. */
export interface XmlHandler {
  open(name: string, attributes: Readonly<Record<string, string>>): void;
  text?(text: string): void;
  close?(name: string): void;
}

/** Most characters between two tags, and of one tag: a text of the longest cell with every letter escaped. */
const mostCharacters = 1_000_000;
const mostDepth = 50;

/**
 * Parses XML piece by piece and gives control back after each. No DOCTYPE, so there are no entities of its own.
 *
 * @throws InvalidInputError when it is malformed or too deep
 */
export async function* parseXml(
  bytes: AsyncIterable<Buffer>,
  part: string,
  handler: XmlHandler,
): AsyncGenerator<void> {
  const parser = new SaxesParser<{ xmlns: false; position: false }>({ xmlns: false, position: false });
  let depth = 0;
  let since = 0;
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('doctype', () => {
    throw refuseFile('has a DOCTYPE, which no workbook needs');
  });
  parser.on('opentag', ({ name, attributes }) => {
    since = 0;
    depth += 1;
    if (depth > mostDepth) throw refuseFile('is nested too deeply');
    handler.open(withoutPrefix(name), attributes);
  });
  parser.on('text', (text) => handler.text?.(text));
  parser.on('cdata', (text) => handler.text?.(text));
  parser.on('closetag', ({ name }) => {
    since = 0;
    depth -= 1;
    handler.close?.(withoutPrefix(name));
  });
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  try {
    for await (const chunk of bytes) {
      decoder ??= new TextDecoder(encodingOf(chunk), { fatal: true });
      const text = decoder.decode(chunk, { stream: true });
      since += text.length;
      parser.write(text);
      if (since > mostCharacters) throw refuseFile('has a text that is too long');
      yield;
    }
    parser.write(decoder?.decode() ?? '').close();
    yield;
  } catch (error) {
    throw asRefusal(error, `is broken: ${part} is no well-formed XML`);
  }
}

function encodingOf(start: Buffer): string {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  return start[0] === 0xfe && start[1] === 0xff ? 'utf-16be' : 'utf-8';
}

function withoutPrefix(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
