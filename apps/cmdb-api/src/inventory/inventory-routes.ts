import { type Operation, type OperationName, operations } from '@popis/inventory-administration';
import { defineRoute, type RouteDefinition, type Streamed } from '../platform/http/route.ts';

/** Statuses that any of them can end with: no inventory is set up, its server is at fault, or it is away. */
const ALWAYS = [404, 502, 503];

/** It comes from machines that nobody vouches for: saved, and never shown. */
const file: Streamed = { mediaType: 'application/octet-stream', description: 'The file, as an attachment' };

/** The route that hands an operation of the inventory's administration on. */
export function toInventoryRoute(operation: Operation): RouteDefinition {
  const { method, path, summary, description, params, query, body, answer, problems = [] } = operation;
  return defineRoute({
    method,
    path: `/inventory${path}`,
    summary,
    ...(description === undefined ? {} : { description }),
    access: 'administer',
    ...(params === undefined ? {} : { params }),
    ...(query === undefined ? {} : { query }),
    ...(body === undefined ? {} : { body }),
    responses: answer === undefined ? { 204: 'empty' } : { 200: answer === 'bytes' ? file : answer },
    problems: [...ALWAYS, ...problems],
  });
}

/** One route for each operation, under its name. */
export function listInventoryRoutes(): { name: OperationName; route: RouteDefinition }[] {
  return Object.keys(operations)
    .filter(isOperationName)
    .map((name) => ({ name, route: toInventoryRoute(operations[name]) }));
}

function isOperationName(name: string): name is OperationName {
  return name in operations;
}
