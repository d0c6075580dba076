/** A word, a text, a number or a sign of a request. */
export type RequestToken =
  | { kind: 'word'; text: string; isQuoted: boolean }
  | { kind: 'text' | 'number' | 'sign'; text: string };

const MOST_CHARACTERS = 20_000;
const TOKEN =
  /\s*(?:([A-Za-z_]\w*)|`([A-Za-z_]\w*)`|'((?:[^'\\]|''|\\.)*)'|"((?:[^"\\]|""|\\.)*)"|(\d+(?:\.\d+)?)|(<>|!=|<=|>=|[=<>(),.+*/%-]))/suy;

/** Splits a request; undefined where it holds anything else, as comments, variables or the end of a statement. */
export function splitRequest(text: string): RequestToken[] | undefined {
  if (text.length > MOST_CHARACTERS) {
    return undefined;
  }
  const request = text.trim();
  const tokens: RequestToken[] = [];
  TOKEN.lastIndex = 0;
  let end = 0;
  while (end < request.length) {
    TOKEN.lastIndex = end;
    const match = TOKEN.exec(request);
    if (match === null) {
      return undefined;
    }
    end = TOKEN.lastIndex;
    tokens.push(toToken(match));
  }
  return hasComment(tokens) ? undefined : tokens;
}

function toToken(match: RegExpExecArray): RequestToken {
  const [, word, quoted, single, double, number, sign = ''] = match;
  if (word !== undefined) {
    return { kind: 'word', text: word, isQuoted: false };
  }
  if (quoted !== undefined) {
    return { kind: 'word', text: quoted, isQuoted: true };
  }
  const text = single ?? double;
  if (text !== undefined) {
    return { kind: 'text', text: unquote(text, single === undefined ? '"' : "'") };
  }
  return number === undefined ? { kind: 'sign', text: sign } : { kind: 'number', text: number };
}

/** A backslash before `%` and `_` belongs to LIKE, not to the text. */
function unquote(text: string, quote: string): string {
  return text.replaceAll(quote + quote, quote).replace(/\\([^%_])/gs, '$1');
}

/** `--`, `/*` and `*`+`/` cannot be told from signs one by one. */
function hasComment(tokens: readonly RequestToken[]): boolean {
  return tokens.some((token, index) => {
    const pair = token.kind === 'sign' ? token.text + (tokens[index + 1]?.text ?? '') : '';
    return pair === '--' || pair === '/*' || pair === '*/';
  });
}
