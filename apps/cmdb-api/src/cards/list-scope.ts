import type { AttributeValue } from '@popis/model';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';

/** Collects the values of a statement; gives each its place. */
export class Binder {
  readonly values: unknown[] = [];

  bind(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }
}

/** What the clauses of one list are built from. */
export interface ListScope {
  catalogue: StoredCatalogue;
  className: string;
  binder: Binder;
  /** Place of the instant that the list is about. */
  asOf: string | undefined;
}

/** Takes a text literally in a pattern of LIKE. */
export function escapeLike(value: AttributeValue | undefined): string {
  return String(value ?? '').replaceAll(/[\\%_]/g, (mark) => `\\${mark}`);
}
