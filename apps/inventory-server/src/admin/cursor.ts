import { InvalidInputError } from '@popis/errors';

type Kinds = readonly ('number' | 'string')[];
type ValuesOf<Given extends Kinds> = {
  [Place in keyof Given]: Given[Place] extends 'number' ? number : string;
};

/** Writes a cursor; its content is nobody's business but the list's that reads it again. */
export function writeCursor(values: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

/** @throws InvalidInputError when the values are not of these kinds, so that this list did not write it. */
export function readCursor<const Given extends Kinds>(
  cursor: string | undefined,
  kinds: Given,
): ValuesOf<Given> | undefined {
  if (cursor === undefined) {
    return undefined;
  }
  const values = parse(cursor);
  if (Array.isArray(values) && isOfKinds(values, kinds)) {
    return values;
  }
  const faults = [{ path: 'query.cursor', message: 'is not a cursor of this list' }];
  throw new InvalidInputError('The request has a fault', faults);
}

function isOfKinds<Given extends Kinds>(
  values: unknown[],
  kinds: Given,
): values is ValuesOf<Given> & unknown[] {
  return values.length === kinds.length && kinds.every((kind, place) => typeof values[place] === kind);
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
