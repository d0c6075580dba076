import { createHash } from 'node:crypto';
import { InvalidInputError } from '@popis/errors';
import type { Extract, Marks } from '../extract/extract.ts';
import type { CmdbClient, SourceMarks } from './cmdb-client.ts';

/** What a delta run builds on: the machines as they were marked when an earlier run read them. */
export interface DeltaBase {
  readonly run: string;
  readonly marks: Marks;
}

/** Names all that decides what rows become, and which are read: with another basis, a mark that is the same says nothing. */
export function basisOf(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}

/** The same for a run of a source that has marks: with the CMDB's model and what is asked for. */
export async function findBasis(
  cmdb: Pick<CmdbClient, 'getModel'>,
  { marks, asked }: Extract,
  makers: readonly unknown[],
): Promise<string | undefined> {
  if (marks !== 'there') return undefined;
  return basisOf([...makers, (await cmdb.getModel()).revision, asked]);
}

/** @throws InvalidInputError when nothing tells which machines have changed */
export function demandMarks(mapping: string, { marks }: Extract): void {
  if (marks === 'there') return;
  throw new InvalidInputError('There are no change marks, which a delta needs', [
    { path: `${mapping}/views.json marks`, message: marks.missing },
  ]);
}

/** Decides what a delta run builds on, or why everything has to be read. */
export function chooseBase({ base, whole }: SourceMarks, basis: string): DeltaBase | { whole: string } {
  if (base === null) return { whole: whole ?? 'there is nothing to build on' };
  if (base.basis === basis) return base;
  return {
    whole: 'the mapping, the connector, the model or what is asked for is another than in the run before',
  };
}
