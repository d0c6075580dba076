import type { AttributeValue } from '@popis/model';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';

/** Collects the values of a statement; gives each its place. */
export class Binder {
  readonly values: unknown[];

  /** Goes on with these values, if any are given. */
  constructor(values: unknown[] = []) {
    this.values = values;
  }

  bind(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }

  /** Ids as an array of UUIDs, in one literal: the driver would quote each of thousands by itself. */
  bindIds(ids: Iterable<string>): string {
    return `${this.bind(`{${[...ids].join(',')}}`)}::uuid[]`;
  }
}

/** What the sources of cards and relations in a statement are built from. */
export interface CardScope {
  /** Says which of them its reader may see. */
  catalogue: StoredCatalogue;
  binder: Binder;
  /** Place of the instant that the statement is about. */
  asOf: string | undefined;
}

/** What the clauses of one list are built from. */
export interface ListScope extends CardScope {
  className: string;
}

/** Takes a text literally in a pattern of LIKE. */
export function escapeLike(value: AttributeValue | undefined): string {
  return String(value ?? '').replaceAll(/[\\%_]/g, (mark) => `\\${mark}`);
}
