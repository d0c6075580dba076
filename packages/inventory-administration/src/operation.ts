import { z } from 'zod';

type Shape = z.ZodObject | undefined;
/** What an operation answers with: JSON of a shape, a file, or nothing. */
type Answering = z.ZodType | 'bytes' | undefined;

/** A body that is no JSON: it is handed on as it comes. */
export interface Upload {
  mediaType: string;
  description: string;
}

type Body = Shape | Upload;

/** One operation of the administration: all that a server needs to serve it and a client to call it. */
export interface Operation<
  Params extends Shape = Shape,
  Query extends Shape = Shape,
  Given extends Body = Body,
  Answer extends Answering = Answering,
> {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the root of the administration, parameters in braces: `/devices/{id}`. */
  path: string;
  summary: string;
  description?: string;
  params?: Params;
  query?: Query;
  body?: Given;
  /** What is answered with 200; `bytes` = a file, to be saved and never shown; absent = 204 and nothing. */
  answer?: Answer;
  /** Statuses of problems besides 400. */
  problems?: readonly number[];
}

type OutputOf<S> = S extends z.ZodType ? z.output<S> : undefined;
type BodyOf<S> = S extends Upload ? AsyncIterable<Uint8Array> : OutputOf<S>;

/** What reaches who carries an operation out: the parsed parts of the request. */
export interface InputOf<Op> {
  params: Op extends { params?: infer S } ? OutputOf<S> : undefined;
  query: Op extends { query?: infer S } ? OutputOf<S> : undefined;
  body: Op extends { body?: infer S } ? BodyOf<S> : undefined;
}

/** Whether a body is handed on as it comes. */
export function isUpload(body: Operation['body']): body is Upload {
  return body !== undefined && 'mediaType' in body;
}

/** What an operation answers. */
export type AnswerOf<Op> = Op extends { answer?: infer S }
  ? 'bytes' extends S
    ? FileAnswer
    : OutputOf<S>
  : undefined;

/** A file that an operation answers with. */
export interface FileAnswer {
  /** Plain ASCII without quotes. */
  fileName: string;
  bytes: Uint8Array;
}

/** Declares an operation; the types of its schemas are kept. */
export function defineOperation<
  const Params extends Shape = undefined,
  const Query extends Shape = undefined,
  const Given extends Body = undefined,
  const Answer extends Answering = undefined,
>(operation: Operation<Params, Query, Given, Answer>): Operation<Params, Query, Given, Answer> {
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
