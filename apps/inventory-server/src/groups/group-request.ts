import type { Dialect } from '../database/database.ts';
import { type RequestToken, splitRequest } from './request-tokens.ts';

/** A request of a group that may be run: rebuilt from its words, with its values bound. */
export interface GroupRequest {
  sql: string;
  values: string[];
}

/** What a request came to: what to run, or why it is not run. */
export type RequestOutcome = { accepted: true; value: GroupRequest } | { accepted: false; reason: string };

const KEYWORDS = new Set(
  `SELECT DISTINCT FROM WHERE AND OR NOT IN LIKE REGEXP RLIKE IS NULL BETWEEN EXISTS AS JOIN LEFT RIGHT INNER OUTER
   ON GROUP BY HAVING ORDER ASC DESC TRUE FALSE CASE WHEN THEN ELSE END INTERVAL DAY HOUR MINUTE MONTH YEAR`.split(
    /\s+/,
  ),
);
/** Would write, lock or join on other statements. */
const FORBIDDEN = new Set(
  'INTO OUTFILE DUMPFILE FOR UPDATE LOCK PROCEDURE UNION INTERSECT EXCEPT VALUES TABLE WITH HANDLER STRAIGHT_JOIN'.split(
    ' ',
  ),
);
/** Before a parenthesis that calls nothing. */
const BEFORE_PARENTHESIS = new Set(
  'SELECT DISTINCT FROM WHERE AND OR NOT IN LIKE EXISTS JOIN ON BY HAVING THEN ELSE WHEN BETWEEN'.split(' '),
);
/** Never, wherever it stands. */
const SECRET = new Set(['operators', 'config', 'snmp_communities', 'information_schema', 'mysql']);
const FUNCTIONS = new Set(
  `abs avg cast char_length coalesce concat count curdate date date_add date_format date_sub datediff from_unixtime if
   ifnull inet_aton length lower ltrim max min now nullif replace round rtrim str_to_date substr substring sum trim
   unix_timestamp upper`.split(/\s+/),
);

/**
 * Reads a request that OCS's console has stored for a group. In OCS it runs as it stands, with every right of the server;
 * here it is taken apart and only built again when it can do nothing but read tables of the inventory: one SELECT of
 * known words and functions, over tables of `readable`, without comments, variables or a second statement. On PostgreSQL
 * LIKE and REGEXP do not tell capitals apart, as on MySQL.
 */
export function readGroupRequest(
  text: string,
  readable: ReadonlySet<string>,
  dialect: Dialect['name'],
): RequestOutcome {
  const tokens = splitRequest(text);
  if (tokens === undefined) {
    return refuse('it has signs that no request needs');
  }
  if (wordOf(tokens[0]) !== 'SELECT') {
    return refuse('it is no SELECT');
  }
  const aliases = listAliases(tokens, readable);
  for (const [index, token] of tokens.entries()) {
    const fault = findFault(tokens, index, token, readable, aliases);
    if (fault !== undefined) {
      return refuse(fault);
    }
  }
  return isBalanced(tokens)
    ? { accepted: true, value: rebuild(tokens, dialect) }
    : refuse('its parentheses do not match');
}

function refuse(reason: string): RequestOutcome {
  return { accepted: false, reason };
}

function findFault(
  tokens: readonly RequestToken[],
  index: number,
  token: RequestToken,
  readable: ReadonlySet<string>,
  aliases: ReadonlySet<string>,
): string | undefined {
  const previous = tokens[index - 1];
  const next = tokens[index + 1];
  const isInFrom = ['FROM', 'JOIN'].includes(wordOf(previous)) || isListedTable(tokens, index);
  if (isSign(token, '(') && isInFrom && wordOf(next) !== 'SELECT') {
    return 'it puts tables into parentheses';
  }
  if (token.kind !== 'word') {
    return undefined;
  }
  const word = wordOf(token);
  if (KEYWORDS.has(word) && !token.isQuoted) {
    const isInner = index === 0 || isSign(previous, '(');
    return word === 'SELECT' && !isInner ? 'it has a second SELECT' : undefined;
  }
  const name = token.text.toLowerCase();
  if (FORBIDDEN.has(word) && !token.isQuoted) {
    return `it says ${name}`;
  }
  if (isSign(next, '(') && !BEFORE_PARENTHESIS.has(word)) {
    return FUNCTIONS.has(name) && !token.isQuoted ? undefined : `it calls ${name}`;
  }
  if (isSign(previous, '.')) {
    return isSign(next, '.') ? 'it names another database' : undefined;
  }
  if (isSign(next, '.') && !readable.has(name) && !aliases.has(name)) {
    return `it reads ${name}`;
  }
  const isForeign = (isInFrom && !readable.has(name)) || name.startsWith('pg_') || SECRET.has(name);
  return isForeign ? `it reads ${name}` : undefined;
}

/** Whether a word is a table after a comma: nothing but tables and aliases stands between it and a FROM. */
function isListedTable(tokens: readonly RequestToken[], index: number): boolean {
  if (!isSign(tokens[index - 1], ',')) {
    return false;
  }
  let depth = 0;
  for (let place = index - 1; place >= 0; place -= 1) {
    const token = tokens[place];
    depth += isSign(token, ')') ? 1 : isSign(token, '(') ? -1 : 0;
    if (depth < 0) {
      return false;
    }
    const word = wordOf(token);
    if (depth === 0 && ['SELECT', 'WHERE', 'BY', 'HAVING'].includes(word)) {
      return false;
    }
    if (depth === 0 && word === 'FROM') {
      return true;
    }
  }
  return false;
}

/** Names given to tables: the word after a table, with or without AS. */
function listAliases(tokens: readonly RequestToken[], readable: ReadonlySet<string>): Set<string> {
  const aliases = new Set<string>();
  for (const [index, token] of tokens.entries()) {
    if (token.kind !== 'word' || !readable.has(token.text.toLowerCase())) {
      continue;
    }
    const after = wordOf(tokens[index + 1]) === 'AS' ? tokens[index + 2] : tokens[index + 1];
    if (after?.kind === 'word' && !KEYWORDS.has(wordOf(after))) {
      aliases.add(after.text.toLowerCase());
    }
  }
  return aliases;
}

function isBalanced(tokens: readonly RequestToken[]): boolean {
  let depth = 0;
  for (const token of tokens) {
    depth += isSign(token, '(') ? 1 : isSign(token, ')') ? -1 : 0;
    if (depth < 0) {
      return false;
    }
  }
  return depth === 0;
}

function rebuild(tokens: readonly RequestToken[], dialect: Dialect['name']): GroupRequest {
  const values: string[] = [];
  const parts = tokens.map((token) => {
    if (token.kind === 'text') {
      values.push(token.text);
      return '?';
    }
    if (token.kind !== 'word' || token.isQuoted) {
      return token.text.toLowerCase();
    }
    const word = wordOf(token);
    if (dialect === 'postgres' && word === 'LIKE') {
      return 'ILIKE';
    }
    if (word === 'REGEXP' || word === 'RLIKE') {
      return dialect === 'postgres' ? '~*' : 'REGEXP';
    }
    return KEYWORDS.has(word) ? word : token.text.toLowerCase();
  });
  return { sql: parts.join(' ').replace(/ ?\. ?/g, '.'), values };
}

function wordOf(token: RequestToken | undefined): string {
  return token?.kind === 'word' ? token.text.toUpperCase() : '';
}

function isSign(token: RequestToken | undefined, sign: string): boolean {
  return token?.kind === 'sign' && token.text === sign;
}
