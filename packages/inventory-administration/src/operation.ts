import { z } from 'zod';

type Shape = z.ZodObject | undefined;

/** One operation of the administration: all that a server needs to serve it and a client to call it. */
export interface Operation<
  Params extends Shape = Shape,
  Query extends Shape = Shape,
  Body extends Shape = Shape,
  Answer extends z.ZodType | undefined = z.ZodType | undefined,
> {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the root of the administration, parameters in braces: `/devices/{id}`. */
  path: string;
  summary: string;
  description?: string;
  params?: Params;
  query?: Query;
  body?: Body;
  /** What is answered with 200; absent = 204 and nothing. */
  answer?: Answer;
  /** Statuses of problems besides 400. */
  problems?: readonly number[];
}

type OutputOf<S> = S extends z.ZodType ? z.output<S> : undefined;

/** What reaches who carries an operation out: the parsed parts of the request. */
export interface InputOf<Op> {
  params: Op extends { params?: infer S } ? OutputOf<S> : undefined;
  query: Op extends { query?: infer S } ? OutputOf<S> : undefined;
  body: Op extends { body?: infer S } ? OutputOf<S> : undefined;
}

/** What an operation answers. */
export type AnswerOf<Op> = OutputOf<Op extends { answer?: infer S } ? S : undefined>;

/** Declares an operation; the types of its schemas are kept. */
export function defineOperation<
  const Params extends Shape = undefined,
  const Query extends Shape = undefined,
  const Body extends Shape = undefined,
  const Answer extends z.ZodType | undefined = undefined,
>(operation: Operation<Params, Query, Body, Answer>): Operation<Params, Query, Body, Answer> {
  return operation;
}

/** Query parameters of every list that has pages. */
export const pageParameters = {
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_000)
    .default(100)
    .meta({ description: 'Most items to answer with' }),
  cursor: z.string().max(4_000).optional().meta({ description: 'The `next` of the page before' }),
};

/** A page of a list: `total` counts all items, `next` is the cursor of the next page or null. */
export function listOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), total: z.number().int(), next: z.string().nullable() });
}

/** An instant, or null where there was none. */
export const instant = z.iso.datetime().nullable();

/** The number that a path names a device or group by. */
export const idParameter = z.coerce.number().int().min(1).max(2_147_483_647);
