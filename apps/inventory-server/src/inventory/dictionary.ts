import type { Database } from '../database/database.ts';

const BATCH_SIZE = 500;
const CACHED_WORDS = 200_000;
/** A console may remove words that nothing uses; an id is believed this long. */
const CACHE_MS = 10 * 60 * 1000;

/** Ids of the words of a dictionary table; what it does not hold is added. */
export interface Dictionary {
  resolve(words: ReadonlySet<string>): Promise<ReadonlyMap<string, number>>;
  /** How many of the words it does not hold; none is added. */
  countNew(words: ReadonlySet<string>): Promise<number>;
  /** How many words this process remembers. */
  readonly size: number;
}

/** The dictionaries of the software table, by their tables' names. */
export type Dictionaries = ReadonlyMap<string, Dictionary>;

/**
 * Opens the dictionaries over a database of their own. Words are added in transactions of their own, one at a time in
 * a process: a word is no part of a report, and reports with the same new title do not wait for each other's end.
 */
export function openDictionaries(database: Database): Dictionaries {
  return new Map([
    ['software_name', openDictionary(database, 'software_name', 'name')],
    ['software_publisher', openDictionary(database, 'software_publisher', 'publisher')],
    ['software_version', openDictionary(database, 'software_version', 'version')],
  ]);
}

function openDictionary(database: Database, table: string, column: string): Dictionary {
  let cache = new Map<string, number>();
  let expiresAt = 0;
  let last: Promise<void> = Promise.resolve();

  const learn = async (words: readonly string[]): Promise<void> => {
    for (let start = 0; start < words.length; start += BATCH_SIZE) {
      const found = await findOrAdd(database, table, column, words.slice(start, start + BATCH_SIZE));
      for (const [word, id] of found) {
        // Copied, since a slice of a report would keep the whole report in memory.
        cache.set(Buffer.from(word).toString(), id);
      }
    }
  };

  return {
    get size() {
      return cache.size;
    },
    async countNew(words) {
      const unknown = [...words].filter((word) => !cache.has(word));
      let count = unknown.length;
      for (let start = 0; start < unknown.length; start += BATCH_SIZE) {
        count -= (await findWords(database, table, column, unknown.slice(start, start + BATCH_SIZE))).size;
      }
      return count;
    },
    async resolve(words) {
      if (Date.now() > expiresAt || cache.size > CACHED_WORDS) {
        cache = new Map();
        expiresAt = Date.now() + CACHE_MS;
      }
      const isUnknown = (word: string) => !cache.has(word);
      if ([...words].some(isUnknown)) {
        const turn = last.then(() => learn([...words].filter(isUnknown)));
        last = turn.catch(() => undefined);
        await turn;
      }
      return cache;
    },
  };
}

async function findOrAdd(
  database: Database,
  table: string,
  column: string,
  words: readonly string[],
): Promise<Map<string, number>> {
  const found = await findWords(database, table, column, words);
  const missing = words.filter((word) => !found.has(word));
  if (missing.length === 0) {
    return found;
  }
  await database.transaction(undefined, (statements) => statements.addToDictionary(table, column, missing));
  for (const [word, id] of await findWords(database, table, column, missing)) {
    found.set(word, id);
  }
  for (const word of missing) {
    if (!found.has(word)) {
      found.set(word, await getEqualWord(database, table, column, word));
    }
  }
  return found;
}

async function findWords(
  database: Database,
  table: string,
  column: string,
  words: readonly string[],
): Promise<Map<string, number>> {
  const rows = await database.statements.query(
    `SELECT id AS id, ${column} AS word FROM ${table} WHERE ${database.dialect.isAnyOf(column)}`,
    [words],
  );
  const wanted = new Set(words);
  const found = new Map<string, number>();
  for (const row of rows) {
    if (wanted.has(String(row.word))) {
      found.set(String(row.word), Number(row.id));
    }
  }
  return found;
}

/** A real OCS dictionary takes words that differ in capitals or accents for one: whichever came first. */
async function getEqualWord(
  database: Database,
  table: string,
  column: string,
  word: string,
): Promise<number> {
  const rows = await database.statements.query(`SELECT id AS id FROM ${table} WHERE ${column} = ?`, [word]);
  const id = rows[0]?.id;
  if (id === undefined || id === null) {
    throw new Error(`no id for a word of ${table}`);
  }
  return Number(id);
}
