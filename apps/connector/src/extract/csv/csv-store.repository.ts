import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Fault } from '@popis/errors';

/** A line of a file as it is stored: where it stands, the key it goes by, its cells. */
export interface StoredLine {
  readonly line: number;
  readonly key: string;
  readonly cells: readonly string[];
}

/** A line that has faults, and the key that it speaks of, if that can be read. */
export interface FaultyLine {
  readonly key: string | null;
  readonly faults: readonly Fault[];
}

/** Lines of a detail file whose key no line of the master file has. */
export interface Orphans {
  readonly count: number;
  readonly line: number;
  readonly key: string;
}

/** Of the lines so much stays in memory. */
const cacheKiB = 8_000;

/**
 * The lines of a folder while a run reads them, so that files in any order can be joined and memory stays bounded however large they
 * are. They stand in a database of SQLite's own temporary kind: a file without a name, which is gone when the process is.
 */
export class CsvStore {
  readonly #database = new DatabaseSync('');
  readonly #prepared = new Map<string, StatementSync>();

  constructor() {
    this.#database.exec(
      `PRAGMA cache_size = -${cacheKiB}; PRAGMA temp_store = FILE; PRAGMA synchronous = OFF;
       CREATE TABLE fault (id INTEGER PRIMARY KEY, master TEXT NOT NULL, key TEXT, faults TEXT NOT NULL);
       CREATE INDEX fault_master_key ON fault (master, key);
       BEGIN`,
    );
  }

  /** Makes the table of a file. */
  addFile(name: string): void {
    this.#database.exec(
      `CREATE TABLE ${tableOf(name)} (line INTEGER PRIMARY KEY, key TEXT NOT NULL, cells TEXT NOT NULL)`,
    );
  }

  addLine(name: string, { line, key, cells }: StoredLine): void {
    const insert = this.#prepare(`INSERT INTO ${tableOf(name)} (line, key, cells) VALUES (?, ?, ?)`);
    insert.run(line, key, JSON.stringify(cells));
  }

  /** Adds a faulty line of a master file or of its details. */
  addFaulty(master: string, { key, faults }: FaultyLine): void {
    const insert = this.#prepare('INSERT INTO fault (master, key, faults) VALUES (?, ?, ?)');
    insert.run(master, key, JSON.stringify(faults));
  }

  /** Makes the lines of a detail file findable by the key of their master, once they are all there. */
  indexDetails(name: string): void {
    this.#database.exec(`CREATE INDEX ${tableOf(`${name} key`)} ON ${tableOf(name)} (key)`);
  }

  countLines(name: string): number {
    const row = this.#prepare(`SELECT count(*) AS count FROM ${tableOf(name)}`).get();
    return Number(row?.count ?? 0);
  }

  /** The next lines of a file after one of them. */
  listLines(name: string, after: number, limit: number): StoredLine[] {
    const sql = `SELECT line, key, cells FROM ${tableOf(name)} WHERE line > ? ORDER BY line LIMIT ?`;
    return this.#prepare(sql).all(after, limit).map(toLine);
  }

  /** The lines of a detail file that have one of these keys, in the order of the file. */
  listDetails(name: string, keys: readonly string[]): StoredLine[] {
    const sql = `SELECT line, key, cells FROM ${tableOf(name)}
                 WHERE key IN (SELECT value FROM json_each(?)) ORDER BY line`;
    return this.#prepare(sql).all(JSON.stringify(keys)).map(toLine);
  }

  /** The faulty lines of a master file and of its details that have one of these keys. */
  listFaulty(master: string, keys: readonly string[]): FaultyLine[] {
    const sql = `SELECT key, faults FROM fault
                 WHERE master = ? AND key IN (SELECT value FROM json_each(?)) ORDER BY id`;
    return this.#prepare(sql).all(master, JSON.stringify(keys)).map(toFaulty);
  }

  /** The faulty lines whose key no good line of the master file has, some at a time. */
  *listFaultyAlone(master: string, limit: number): Generator<FaultyLine[]> {
    const sql = `SELECT id, key, faults FROM fault
                 WHERE master = ? AND id > ? AND (key IS NULL OR key NOT IN (SELECT key FROM ${tableOf(master)}))
                 ORDER BY id LIMIT ?`;
    for (let after = 0; ; ) {
      const rows = this.#prepare(sql).all(master, after, limit);
      if (rows.length === 0) return;
      yield rows.map(toFaulty);
      after = Number(rows.at(-1)?.id);
    }
  }

  /** The lines of a detail file that belong to no line of its master file, good or faulty. */
  findOrphans(name: string, master: string): Orphans | undefined {
    const sql = `SELECT count(*) AS count, min(line) AS line, key FROM ${tableOf(name)}
                 WHERE key = '' OR (key NOT IN (SELECT key FROM ${tableOf(master)})
                   AND key NOT IN (SELECT key FROM fault WHERE master = ? AND key IS NOT NULL))`;
    const row = this.#prepare(sql).get(master);
    const count = Number(row?.count ?? 0);
    return count === 0 ? undefined : { count, line: Number(row?.line), key: String(row?.key) };
  }

  close(): void {
    this.#database.close();
  }

  #prepare(sql: string): StatementSync {
    const statement = this.#prepared.get(sql) ?? this.#database.prepare(sql);
    this.#prepared.set(sql, statement);
    return statement;
  }
}

type Row = Record<string, unknown>;

function toLine({ line, key, cells }: Row): StoredLine {
  const texts: string[] = JSON.parse(String(cells));
  return { line: Number(line), key: String(key), cells: texts };
}

function toFaulty({ key, faults }: Row): FaultyLine {
  const told: Fault[] = JSON.parse(String(faults));
  return { key: key === null ? null : String(key), faults: told };
}

/** Names of files stay apart from those of the store's own tables. */
function tableOf(file: string): string {
  return `"file ${file.replaceAll('"', '""')}"`;
}
