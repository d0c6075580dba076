/** A pattern that was read, or what is wrong with it. */
export type ReadPattern = { matches: (text: string) => boolean } | { fault: string };

interface Atom {
  test: (character: string) => boolean;
  min: number;
  max: number;
}

const classes: Record<string, (character: string) => boolean> = {
  d: (character) => /[0-9]/.test(character),
  w: (character) => /[\p{L}\p{N}_]/u.test(character),
  s: (character) => /\s/.test(character),
};
const maxLength = 200;

/**
 * Reads a pattern that a whole value has to match: characters, `.`, `\d` `\w` `\s` and their capitals, `[A-Z_]`, `[^0-9]`, each with
 * `?` `*` `+` `{2}` `{2,}` `{2,4}`, and `|` between alternatives. It has no groups, so that matching takes time in
 * proportion to the value and no administrator can bring the server to a stop with one.
 */
export function readPattern(pattern: string): ReadPattern {
  if (pattern.length > maxLength) return { fault: `must have at most ${maxLength} characters` };
  const tokens = [...pattern];
  const alternatives: Atom[][] = [[]];
  let place = 0;
  while (place < tokens.length) {
    if (tokens[place] === '|') {
      alternatives.push([]);
      place += 1;
      continue;
    }
    const read = readAtom(tokens, place);
    if (typeof read === 'string') return { fault: read };
    alternatives.at(-1)?.push(read.atom);
    place = read.next;
  }
  return { matches: (text) => alternatives.some((atoms) => matchAtoms(atoms, [...text])) };
}

function readAtom(tokens: readonly string[], place: number): { atom: Atom; next: number } | string {
  const read = readCharacters(tokens, place);
  if (typeof read === 'string') return read;
  const rest = tokens.slice(read.next).join('');
  const [quantifier = '', exact, from, to] =
    /^(?:[?*+]|\{(\d{1,5})\}|\{(\d{1,5}),(\d{0,5})\})/.exec(rest) ?? [];
  const next = read.next + quantifier.length;
  const counts: Record<string, [number, number]> = {
    '': [1, 1],
    '?': [0, 1],
    '*': [0, Infinity],
    '+': [1, Infinity],
  };
  const bounds =
    exact === undefined ? [Number(from), to === '' ? Infinity : Number(to)] : [Number(exact), Number(exact)];
  const [min = 1, max = 1] = counts[quantifier] ?? bounds;
  if (min > max) return `{${min},${max}} is no range`;
  return { atom: { test: read.test, min, max }, next };
}

function readCharacters(
  tokens: readonly string[],
  place: number,
): { test: Atom['test']; next: number } | string {
  const token = tokens[place] ?? '';
  if (token === '.') return { test: () => true, next: place + 1 };
  if (token === '[') return readSet(tokens, place + 1);
  if (token === '\\') {
    const test = readEscape(tokens[place + 1]);
    return typeof test === 'string' ? test : { test, next: place + 2 };
  }
  if ('()^$'.includes(token))
    return `"${token}" is not known here: there are no groups, and the whole value has to match`;
  if (']{}?*+'.includes(token)) return `"${token}" needs a \\ before it`;
  return { test: (character) => character === token, next: place + 1 };
}

function readEscape(escaped: string | undefined): Atom['test'] | string {
  if (escaped === undefined) return 'ends in a \\';
  const known = classes[escaped.toLowerCase()];
  if (known === undefined) {
    return /[\p{L}\p{N}]/u.test(escaped)
      ? `\\${escaped} is not known here`
      : (character) => character === escaped;
  }
  return escaped === escaped.toLowerCase() ? known : (character) => !known(character);
}

function readSet(tokens: readonly string[], start: number): { test: Atom['test']; next: number } | string {
  const isNegated = tokens[start] === '^';
  let place = isNegated ? start + 1 : start;
  const tests: Atom['test'][] = [];
  while (place < tokens.length && tokens[place] !== ']') {
    const token = tokens[place] ?? '';
    const to = tokens[place + 2];
    if (token === '\\') {
      const test = readEscape(tokens[place + 1]);
      if (typeof test === 'string') return test;
      tests.push(test);
      place += 2;
    } else if (tokens[place + 1] === '-' && to !== undefined && to !== ']') {
      if (token > to) return `${token}-${to} is no range`;
      tests.push((character) => character >= token && character <= to);
      place += 3;
    } else {
      tests.push((character) => character === token);
      place += 1;
    }
  }
  if (place >= tokens.length) return 'has a [ without its ]';
  if (tests.length === 0) return 'has an empty []';
  return { test: (character) => tests.some((test) => test(character)) !== isNegated, next: place + 1 };
}

/** Which places of the text can be reached atom by atom: no way is tried twice. */
function matchAtoms(atoms: readonly Atom[], characters: readonly string[]): boolean {
  const length = characters.length;
  let reached = new Uint8Array(length + 1);
  reached[0] = 1;
  for (const { test, min, max } of atoms) {
    const runs = new Uint32Array(length + 1);
    for (let at = length - 1; at >= 0; at -= 1) {
      runs[at] = test(characters[at] ?? '') ? (runs[at + 1] ?? 0) + 1 : 0;
    }
    const steps = new Int32Array(length + 2);
    for (let at = 0; at <= length; at += 1) {
      const last = at + Math.min(max, runs[at] ?? 0);
      if (reached[at] !== 1 || at + min > last) continue;
      steps[at + min] = (steps[at + min] ?? 0) + 1;
      steps[last + 1] = (steps[last + 1] ?? 0) - 1;
    }
    const next = new Uint8Array(length + 1);
    let open = 0;
    for (let at = 0; at <= length; at += 1) {
      open += steps[at] ?? 0;
      next[at] = open > 0 ? 1 : 0;
    }
    reached = next;
  }
  return reached[length] === 1;
}
