import { InvalidInputError } from '@popis/errors';
import { z } from 'zod';

/** Query parameters of every list. */
export const limitParameter = z.coerce
  .number()
  .int()
  .min(1)
  .max(1_000)
  .default(100)
  .meta({ description: 'Most items to answer with' });

export const cursorParameter = z
  .string()
  .max(4_000)
  .optional()
  .meta({ description: 'The `next` of the page before' });

/** An instant in the past to answer for; absent = now. */
export const asOfParameter = z.iso
  .datetime({ offset: true, error: 'must be an instant, like 2026-11-23T08:30:00Z' })
  .transform((given) => new Date(given))
  .optional()
  .meta({ description: 'Answer as of this instant' });

/** A page of a list: `total` counts all items, `next` is the cursor of the next page or null. */
export function listOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), total: z.number().int(), next: z.string().nullable() });
}

/** A whole list as its only page. */
export function wholeList<Item>(items: Item[]): { items: Item[]; total: number; next: null } {
  return { items, total: items.length, next: null };
}

/** Writes a cursor; its content is nobody's business but the list's that reads it again. */
export function writeCursor(content: unknown): string {
  return Buffer.from(JSON.stringify(content)).toString('base64url');
}

/** @throws InvalidInputError when this list did not write it. */
export function readCursor<Schema extends z.ZodType>(
  schema: Schema,
  cursor: string | undefined,
  path = 'query.cursor',
): z.output<Schema> | undefined {
  if (cursor === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch (error) {
    const faults = [{ path, message: 'is not a cursor of this list' }];
    throw new InvalidInputError('The request has a fault', faults, { cause: error });
  }
}
