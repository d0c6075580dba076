import type { Type } from '@nestjs/common';
import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { findRoute, type RouteDefinition, type Streamed } from './route.ts';

/** RFC 9457, as `@popis/errors` writes it. */
const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    faults: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    current: z.unknown().optional().meta({ description: 'For a conflict: what stands there now' }),
    requestId: z.string().optional(),
  })
  .meta({ id: 'Problem' });

/** Every route of the controllers of a module and of the modules it imports, by path and method. */
export function listRoutes(root: Type): RouteDefinition[] {
  const routes: RouteDefinition[] = [];
  for (const controller of listControllers(root, new Set())) {
    for (const name of Object.getOwnPropertyNames(controller.prototype)) {
      const handler: unknown = Object.getOwnPropertyDescriptor(controller.prototype, name)?.value;
      const route = typeof handler === 'function' ? findRoute(handler) : undefined;
      if (route !== undefined) routes.push(route);
    }
  }
  return routes.sort((one, other) =>
    `${one.path} ${one.method}` < `${other.path} ${other.method}` ? -1 : 1,
  );
}

function listControllers(module: Type, seen: Set<Type>): Type[] {
  if (seen.has(module)) return [];
  seen.add(module);
  const controllers: Type[] = [...(Reflect.getMetadata('controllers', module) ?? [])];
  const imports: Type[] = Reflect.getMetadata('imports', module) ?? [];
  for (const imported of imports) controllers.push(...listControllers(imported, seen));
  return controllers;
}

/** An OpenAPI document as JSON. */
export type OpenApiDocument = Record<string, unknown>;

/** The OpenAPI 3.1 document of the routes. It depends on nothing but them, so it can be committed and compared. */
export function buildOpenApi(routes: readonly RouteDefinition[]): OpenApiDocument {
  const paths: ZodOpenApiPathsObject = {};
  for (const route of routes) {
    const path = `/api${route.path}`;
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: toOperation(route) };
  }
  const document = createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Popis CMDB',
      version: '1',
      description:
        'Lists answer {items, total, next}; errors are RFC 9457 problems. A request that a cookie authenticates and that changes something needs the header `X-Popis-Request: 1`.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    components: {
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'popis_session' },
        token: { type: 'http', scheme: 'bearer' },
      },
    },
    security: [{ session: [] }, { token: [] }],
    paths,
  });
  return withoutJsonSchemas(document);
}

/** `z.json()` becomes a schema that names itself, which generators of clients cannot read; "anything" says the same. */
function withoutJsonSchemas(document: object): OpenApiDocument {
  const isJsonSchema = (text: unknown) => typeof text === 'string' && /(^|\/)__schema\d+$/.test(text);
  return JSON.parse(JSON.stringify(document), (key, value) => {
    if (isJsonSchema(key)) return undefined;
    return isJsonSchema(value?.$ref) ? { description: 'Any JSON value' } : value;
  });
}

function toOperation(route: RouteDefinition): ZodOpenApiOperationObject {
  const responses: ZodOpenApiOperationObject['responses'] = {};
  for (const [status, answer] of Object.entries(route.responses)) {
    responses[status as '200'] = {
      description: answer === 'empty' ? 'Done' : 'Success',
      ...(answer === 'empty' ? {} : { content: toContent(answer) }),
    };
  }
  const problems = new Set([
    400,
    ...(route.access === 'anyone' ? [] : [401, 403]),
    ...(route.problems ?? []),
  ]);
  for (const status of [...problems].sort()) {
    responses[`${status}` as '400'] = {
      description: 'Problem',
      content: { 'application/problem+json': { schema: problemSchema } },
    };
  }
  return {
    operationId: toOperationId(route),
    summary: route.summary,
    ...(route.description === undefined ? {} : { description: route.description }),
    tags: [route.path.split('/')[1] ?? ''],
    'x-access': route.access,
    ...(route.access === 'anyone' ? { security: [] } : {}),
    requestParams: {
      ...(route.params === undefined ? {} : { path: route.params }),
      ...(route.query === undefined ? {} : { query: route.query }),
      ...(route.headers === undefined ? {} : { header: route.headers }),
    },
    ...(route.body === undefined ? {} : { requestBody: { required: true, content: toContent(route.body) } }),
    responses,
  };
}

function toContent(body: z.ZodType | Streamed) {
  if (body instanceof z.ZodType) return { 'application/json': { schema: body } };
  const schema = { type: 'string' as const, format: 'binary', description: body.description };
  return { [body.mediaType]: { schema } };
}

/** `GET /classes/{class}/cards` → `getClassesByClassCards`. */
function toOperationId(route: RouteDefinition): string {
  const words = route.path.split('/').filter((word) => word !== '');
  const parts = words.map((word) => {
    const name = word.replaceAll(/[{}]/g, '');
    const capital = name.replaceAll(/(^|[-_.])(\w)/g, (_all, _mark, letter: string) => letter.toUpperCase());
    return word.startsWith('{') ? `By${capital}` : capital;
  });
  return route.method.toLowerCase() + parts.join('');
}
