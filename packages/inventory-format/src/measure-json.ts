import type { BodyLimits } from './limits.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * Whether a text that may be JSON is nested no deeper, and holds no more values, than allowed. It is counted before it is
 * read: 32 MiB of brackets would become a hundred times as much in memory.
 */
export function fitsJsonLimits(text: string, limits: Pick<BodyLimits, 'depth' | 'elements'>): boolean {
  let depth = 0;
  let values = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at);
    } else if (code === OPEN_OBJECT || code === OPEN_LIST) {
      depth += 1;
      values += 1;
    } else if (code === COMMA) {
      values += 1;
    } else if (code === CLOSE_OBJECT || code === CLOSE_LIST) {
      depth -= 1;
    }
    if (depth > limits.depth || values > limits.elements) {
      return false;
    }
  }
  return true;
}

/** Where the string that begins here ends, or the text. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text.charCodeAt(at) !== QUOTE) {
    at += text.charCodeAt(at) === BACKSLASH ? 2 : 1;
  }
  return at;
}
