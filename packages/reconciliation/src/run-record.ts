import type { AttributeValue, Direction } from '@popis/model';
import type { Evidence } from './evidence.ts';

/** The values of a card by attribute, in stored form; a reference is the id of the card it shows. */
export type Values = Readonly<Record<string, AttributeValue>>;

/** A class that a run may touch, the attributes it may touch there, and for parts the domain that ties them. */
export interface MappedClass {
  readonly name: string;
  readonly attributes: readonly string[];
  readonly master: boolean;
  readonly domain?: string;
  /**
   * On this domain its cards are only referred to, by masters that stand at this end of it: related where they are known,
   * never created, changed or retired.
   */
  readonly refers?: Direction;
}

/** What a run may touch. Everything outside belongs to people and survives. */
export interface RunMapping {
  readonly version: string;
  readonly classes: readonly MappedClass[];
}

/** A part of a master as the source describes it, its values in stored form. */
export interface RecordPart {
  readonly domain: string;
  /** Which end of the domain the master is. */
  readonly direction: Direction;
  readonly class: string;
  /** The least attributes by which the part is recognised under its master. */
  readonly identify: readonly string[];
  /** One card may be part of several masters. */
  readonly shared: boolean;
  readonly attributes: Values;
  /** Attributes on which the source takes its word back. */
  readonly removed?: readonly string[];
}

/** A card that a master is related to where there is one, known by one value of it. */
export interface ReferredPart {
  readonly domain: string;
  /** Which end of the domain the master is. */
  readonly direction: Direction;
  readonly class: string;
  readonly attribute: string;
  readonly value: string;
}

/** A master and its parts as the source describes them, values in stored form. An absent attribute says nothing. */
export interface RunRecord {
  readonly seq: number;
  readonly class: string;
  readonly keyAttribute: string;
  readonly key: string;
  readonly evidence: Evidence | null;
  readonly attributes: Values;
  /** Attributes on which the source takes its word back. */
  readonly removed?: readonly string[];
  readonly parts: readonly RecordPart[];
  /** Cards that it is only related to; none without it. */
  readonly referred?: readonly ReferredPart[];
}
