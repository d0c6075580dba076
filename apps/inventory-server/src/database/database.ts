/** A value that is bound to a statement. */
export type SqlValue = string | number | null | readonly (string | number)[];

/** A row; columns under the lower-case names that the statement gives them. */
export type Row = Record<string, string | number | null>;

/** Rows that are inserted in one go: each holds one value for each column, in order. */
export interface Batch {
  table: string;
  columns: readonly BatchColumn[];
  rows: readonly (readonly (string | number | null)[])[];
}

/** A column of a batch, and the type its values have in PostgreSQL. */
export interface BatchColumn {
  name: string;
  type: 'text' | 'integer' | 'bigint' | 'smallint' | 'date' | 'timestamp' | 'numeric';
}

/**
 * Statements are written once for both dialects, in lower case, with `?` for each bound value; what differs is named in
 * {@link Dialect} or here. Statements issued together run in the order they were issued.
 */
export interface Statements {
  /** Runs a statement; its plan may be kept, so its shape must not change with the schema. */
  query(sql: string, values?: readonly SqlValue[]): Promise<Row[]>;
  /** Runs a statement whose columns may change while we run (`SELECT *`), and says which columns came. */
  queryTable(sql: string, values?: readonly SqlValue[]): Promise<{ columns: string[]; rows: Row[] }>;
  /** Inserts the one row and gives the ID it got. */
  insertOne(table: string, row: Record<string, string | number | null>): Promise<number>;
  insertBatch(batch: Batch): Promise<void>;
  /** Inserts rows, or updates those whose key columns are there already; `changes` are assignments made besides then. */
  upsertBatch(batch: Batch, key: readonly string[], changes?: readonly string[]): Promise<void>;
  /** Adds those values of a dictionary that it does not hold. */
  addToDictionary(table: string, column: string, values: readonly string[]): Promise<void>;
}

/** What the dialects say differently. */
export interface Dialect {
  name: 'postgres' | 'mysql';
  /** The instant of now, without time zone and fraction, as OCS stores instants. */
  now: string;
  /** The same, or a second after the instant in a column where that is of this moment: no two in a row are equal. */
  nowAfter(column: string): string;
  /** Seconds from the instant in a column to now. */
  secondsSince(column: string): string;
  /** Condition that a column has one of the values of one bound list. */
  isAnyOf(column: string): string;
  /** One text of the values of an expression over all rows, a blank between them; NULL without any. */
  joined(expression: string): string;
  /** A table's name where it may be a reserved word. */
  table(name: string): string;
}

/**
 * Takes more locks, which are held until the transaction ends. Who takes several takes them in one call each for its kind,
 * those of identifiers before those of devices; each call takes its own in one order. So nobody waits in a ring.
 */
export type TakeLocks = (names: readonly string[]) => Promise<void>;

/** An inventory database: PostgreSQL, or MariaDB or MySQL. */
export interface Database {
  dialect: Dialect;
  /**
   * Runs work in one transaction and commits before it returns. `lock` names what nobody else works on meanwhile;
   * work on the same lock waits. Several are taken in one order. Work that met a deadlock runs again.
   */
  transaction<Result>(
    lock: string | readonly string[] | undefined,
    work: (statements: Statements, takeLocks: TakeLocks) => Promise<Result>,
  ): Promise<Result>;
  /** Runs work in a transaction that can only read and ends after `limitMs`; for statements that others have written. */
  readOnly<Result>(limitMs: number, work: (statements: Statements) => Promise<Result>): Promise<Result>;
  /** Statements each in a transaction of its own. */
  statements: Statements;
  /** Tables and their columns as they stand. */
  readCatalogue(): Promise<Catalogue>;
  /** Connections as they stand. */
  readPool(): PoolState;
  close(): Promise<void>;
}

/** Connections to a database: those in use, how many there may be, and the work that waits for one. */
export interface PoolState {
  busy: number;
  limit: number;
  waiting: number;
}

/** Table → column → what it can hold; names in lower case. */
export type Catalogue = ReadonlyMap<string, ReadonlyMap<string, CatalogueColumn>>;

/** A column as the database describes it. */
export interface CatalogueColumn {
  /** Name of the type without length, lower case (`varchar`, `int`, `character varying` …). */
  type: string;
  /** Most characters it holds; undefined for types without a limit of characters. */
  length?: number;
  /** Cannot hold characters beyond U+FFFF (MySQL's utf8mb3). */
  basicPlaneOnly: boolean;
}
