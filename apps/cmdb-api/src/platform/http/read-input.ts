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
  findNul(request.params, 'params', faults);
  findNul(request.query, 'query', faults);
  if (isSchema(route.body)) findNul(request.body, '', faults);
  findUnknown(route, request.query, faults);
  const input = {
    params: parse(route.params, request.params, ['params'], faults),
    query: parse(route.query, request.query, ['query'], faults),
    headers: parse(route.headers, request.headers, ['headers'], faults),
    body: isSchema(route.body) ? parse(route.body, request.body, [], faults) : request.body,
  };
  if (faults.length > 0) throw new InvalidInputError(summarise(faults), faults);
  return input;
}

/** What comes after walks through a body by calling itself, as this does: there is an end to the levels of both. */
const deepest = 100;

/** PostgreSQL's text cannot hold a NUL, so no text that comes in may. */
function findNul(value: unknown, path: string, faults: Fault[], depth = 0): void {
  if (depth > deepest) {
    faults.push({ path: '', message: `must not be nested more than ${deepest} levels deep` });
    return;
  }
  if (typeof value === 'string') {
    if (value.includes('\0')) faults.push({ path, message: 'must not contain a NUL character' });
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    const at = path === '' ? key : `${path}.${key}`;
    findNul(key, at, faults, depth + 1);
    findNul(member, at, faults, depth + 1);
  }
}

/** A parameter that is only passed over would make an answer look like one to the question that was asked. */
function findUnknown({ query }: RouteDefinition, given: unknown, faults: Fault[]): void {
  const known = Object.keys(query?.shape ?? {});
  for (const key of Object.keys(given ?? {})) {
    if (known.includes(key)) continue;
    const hint = known.length === 0 ? 'there are none' : `there are ${known.join(', ')}`;
    faults.push({ path: `query.${key}`, message: `is no parameter of this route; ${hint}` });
  }
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
