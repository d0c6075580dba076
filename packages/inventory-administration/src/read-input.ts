import type { z } from 'zod';
import { isUpload, type Operation } from './operation.ts';

/** What is wrong with a request, and where: `query.limit`, `params.id`, or a path in the body. */
export interface InputFault {
  path: string;
  message: string;
}

/** The parts of a request as they came. */
export interface GivenInput {
  params: unknown;
  query: unknown;
  body: unknown;
}

/** Parses every part of a request for an operation; all faults at once, unknown parameters among them. */
export function readInput(
  operation: Operation,
  given: GivenInput,
): { input: Record<keyof GivenInput, unknown>; faults: InputFault[] } {
  const faults: InputFault[] = [];
  const input = {
    params: parse(operation.params, given.params, ['params'], faults),
    query: parse(operation.query, given.query ?? {}, ['query'], faults),
    body: isUpload(operation.body)
      ? readUpload(operation.body.mediaType, given.body, faults)
      : parse(operation.body, given.body, [], faults),
  };
  const known = Object.keys(operation.query?.shape ?? {});
  for (const key of Object.keys(given.query ?? {})) {
    if (!known.includes(key)) faults.push({ path: `query.${key}`, message: 'is no parameter of this route' });
  }
  return { input, faults };
}

function readUpload(mediaType: string, value: unknown, faults: InputFault[]): unknown {
  if (typeof value === 'object' && value !== null && Symbol.asyncIterator in value) return value;
  faults.push({ path: 'body', message: `must be sent as ${mediaType}` });
  return undefined;
}

function parse(
  schema: z.ZodObject | undefined,
  value: unknown,
  path: readonly string[],
  faults: InputFault[],
): unknown {
  if (schema === undefined) return undefined;
  const parsed = schema.safeParse(value);
  if (parsed.success) {
    findNul(parsed.data, path, faults);
    return parsed.data;
  }
  for (const issue of parsed.error.issues) {
    const at = [...path, ...issue.path.map(String)];
    const keys = issue.code === 'unrecognized_keys' ? issue.keys : undefined;
    for (const key of keys ?? []) faults.push({ path: [...at, key].join('.'), message: 'is not known here' });
    if (keys === undefined) faults.push({ path: at.join('.'), message: issue.message });
  }
  return undefined;
}

/** PostgreSQL's text cannot hold a NUL. */
function findNul(values: Record<string, unknown>, path: readonly string[], faults: InputFault[]): void {
  for (const [key, value] of Object.entries(values)) {
    if (typeof value === 'string' && value.includes('\0')) {
      faults.push({ path: [...path, key].join('.'), message: 'must not contain a NUL character' });
    }
  }
}
