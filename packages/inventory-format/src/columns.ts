/** How a value is kept: a varchar of `length` characters, or one of the types the OCS schema uses besides. */
export type ColumnType =
  | { kind: 'text'; length: number }
  | { kind: 'longText' | 'tinyInteger' | 'smallInteger' | 'integer' | 'bigInteger' | 'date' | 'timestamp' }
  | { kind: 'decimal'; precision: number; scale: number };

/** One field of a section and the column of the same name that keeps it. */
export interface Column {
  /** Name of the XML field and of the column, upper case as OCS writes it. */
  name: string;
  type: ColumnType;
  /** Stored when the field is missing, empty, `??`, `N/A` or `NA`. */
  fallback: string | number | null;
  /** The field is not stored itself: its id in this dictionary table is, in the column `storedAs`. */
  dictionary?: { table: string; storedAs: string };
}

/** A varchar column; OCS's usual length is 255. */
export function text(name: string, length = 255, fallback: string | null = ''): Column {
  return { name, type: { kind: 'text', length }, fallback };
}

/** Several varchar(255) columns, names separated by blanks. */
export function texts(names: string): Column[] {
  return names.split(' ').map((name) => text(name));
}

/** Several varchar(255) columns that are NULL when nothing is told. */
export function nullableTexts(names: string): Column[] {
  return names.split(' ').map((name) => text(name, 255, null));
}

/** A text column without a limit that matters. */
export function longText(name: string): Column {
  return { name, type: { kind: 'longText' }, fallback: '' };
}

/** A whole number; a missing one is stored as 0, as OCS does. */
export function integer(
  name: string,
  kind: 'tinyInteger' | 'smallInteger' | 'integer' | 'bigInteger' = 'integer',
): Column {
  return { name, type: { kind }, fallback: 0 };
}

/** A day or an instant without time zone; a missing one is stored as NULL. */
export function moment(name: string, kind: 'date' | 'timestamp' = 'timestamp'): Column {
  return { name, type: { kind }, fallback: null };
}
