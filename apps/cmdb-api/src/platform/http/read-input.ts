import { type Fault, InvalidInputError } from '@popis/errors';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { RouteDefinition } from './route.ts';

type Given = Pick<FastifyRequest, 'params' | 'query' | 'headers' | 'body'>;

/**
 * Parses every part of a request by its schema.
 *
 * @throws InvalidInputError with every fault of all parts; a fault in the body has its path in the body, the others
 * begin with `params`, `query` or `headers`.
 */
export function readInput(route: RouteDefinition, request: Given) {
  const faults: Fault[] = [];
  const input = {
    params: parse(route.params, request.params, ['params'], faults),
    query: parse(route.query, request.query, ['query'], faults),
    headers: parse(route.headers, request.headers, ['headers'], faults),
    body: isSchema(route.body) ? parse(route.body, request.body, [], faults) : request.body,
  };
  if (faults.length > 0) throw new InvalidInputError(summarise(faults), faults);
  return input;
}

function isSchema(body: RouteDefinition['body']): body is z.ZodType {
  return body instanceof z.ZodType;
}

function parse(schema: z.ZodType | undefined, value: unknown, path: string[], faults: Fault[]): unknown {
  if (schema === undefined) return undefined;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  faults.push(...listFaults(parsed.error, path));
  return undefined;
}

/** The faults that zod found, one for each unknown key. */
export function listFaults(error: z.ZodError, path: readonly string[] = []): Fault[] {
  const faults: Fault[] = [];
  for (const issue of error.issues) {
    const at = [...path, ...issue.path.map(String)];
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys)
        faults.push({ path: [...at, key].join('.'), message: 'is not known here' });
    } else {
      faults.push({ path: at.join('.'), message: issue.message });
    }
  }
  return faults;
}

function summarise(faults: readonly Fault[]): string {
  return faults.length === 1 ? 'The request has a fault' : `The request has ${faults.length} faults`;
}
