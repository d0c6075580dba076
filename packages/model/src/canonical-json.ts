/** Anything JSON can say. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

/**
 * Writes a value in the one way of RFC 8785 (JSON Canonicalization Scheme): keys sorted by UTF-16 code units, no blanks,
 * numbers as ECMAScript writes them. Equal values give equal text, so it serves hashes and comparison alike.
 */
export function canonicalJson(value: JsonValue): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  let text = '';
  if (Array.isArray(value)) {
    for (const member of value) text += `${text === '' ? '' : ','}${canonicalJson(member)}`;
    return `[${text}]`;
  }
  for (const key of Object.keys(value).sort()) {
    const member = value[key];
    if (member !== undefined) text += `${text === '' ? '' : ','}${quoteKey(key)}:${canonicalJson(member)}`;
  }
  return `{${text}}`;
}

const quoted = new Map<string, string>();
/** Keys are the names of a model and come again and again; a stranger's may not fill the memory. */
const mostQuoted = 10_000;

function quoteKey(key: string): string {
  const known = quoted.get(key);
  if (known !== undefined) return known;
  const made = JSON.stringify(key);
  if (quoted.size < mostQuoted) quoted.set(key, made);
  return made;
}

/** Says whether two values are the same to a reader: order of keys does not count, an absent value equals `null`. */
export function equalValues(one: JsonValue | undefined, other: JsonValue | undefined): boolean {
  const left = one ?? null;
  const right = other ?? null;
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object') return false;
  return canonicalJson(left) === canonicalJson(right);
}
