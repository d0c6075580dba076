/** Where something stands in a text: from `start` up to and without `end`, on the line `line`, counted from 1. */
export interface Place {
  start: number;
  end: number;
  line: number;
}

/** Where the values of a JSON text stand, by their paths (`vanished.0.action`), and where the text stops being JSON. */
export interface JsonPlaces {
  byPath: ReadonlyMap<string, Place>;
  brokenAt: number | undefined;
}

const TOKEN =
  /[ \t\r\n]*(?:([[\]{},:])|("(?:[^"\\\r\n]|\\.)*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null))/y;

interface Token {
  text: string;
  start: number;
  end: number;
}

class BrokenJson extends Error {
  readonly at: number;

  constructor(at: number) {
    super(`no JSON at ${at}`);
    this.at = at;
  }
}

export function findPlaces(text: string): JsonPlaces {
  const spans = new Map<string, { start: number; end: number }>();
  let at = 0;
  const next = (): Token => {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (match === null) throw new BrokenJson(at + (/^[ \t\r\n]*/.exec(text.slice(at))?.[0].length ?? 0));
    at = TOKEN.lastIndex;
    const found = match[1] ?? match[2] ?? match[3] ?? '';
    return { text: found, start: at - found.length, end: at };
  };
  const readValue = (path: string, first = next()): void => {
    if (first.text === '{') readMembers(path);
    else if (first.text === '[') readItems(path);
    else if (/^[\]},:]$/.test(first.text)) throw new BrokenJson(first.start);
    spans.set(path, { start: first.start, end: at });
  };
  const readMembers = (path: string): void => {
    let key = next();
    if (key.text === '}') return;
    for (;;) {
      if (!key.text.startsWith('"')) throw new BrokenJson(key.start);
      expectOne(next(), [':']);
      readValue(join(path, nameOf(key)));
      // From the name on, so that an unknown name is marked with its value.
      const value = spans.get(join(path, nameOf(key)));
      if (value !== undefined) spans.set(join(path, nameOf(key)), { ...value, start: key.start });
      if (expectOne(next(), [',', '}']) === '}') return;
      key = next();
    }
  };
  const readItems = (path: string): void => {
    let first = next();
    if (first.text === ']') return;
    for (let index = 0; ; index += 1) {
      readValue(join(path, String(index)), first);
      if (expectOne(next(), [',', ']']) === ']') return;
      first = next();
    }
  };
  let brokenAt: number | undefined;
  try {
    readValue('');
    if (text.slice(at).trim() !== '') brokenAt = at + text.slice(at).search(/\S/);
  } catch (error) {
    if (!(error instanceof BrokenJson)) throw error;
    brokenAt = error.at;
  }
  const byPath = new Map(
    [...spans].map(([path, span]) => [path, { ...span, line: lineAt(text, span.start) }]),
  );
  return { byPath, brokenAt };
}

/** The place of a path, or of the nearest thing around it that is there; where the text is broken, that place. */
export function placeOf(text: string, path: string): Place {
  const { byPath, brokenAt } = findPlaces(text);
  if (brokenAt !== undefined) return { start: brokenAt, end: brokenAt, line: lineAt(text, brokenAt) };
  for (let around = path; around !== ''; around = around.slice(0, Math.max(0, around.lastIndexOf('.')))) {
    const place = byPath.get(around);
    if (place !== undefined) return place;
  }
  return byPath.get('') ?? { start: 0, end: 0, line: 1 };
}

function expectOne(token: Token, allowed: readonly string[]): string {
  if (!allowed.includes(token.text)) throw new BrokenJson(token.start);
  return token.text;
}

function nameOf(token: Token): string {
  try {
    return String(JSON.parse(token.text));
  } catch {
    throw new BrokenJson(token.start);
  }
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
