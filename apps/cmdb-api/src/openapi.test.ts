import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { AppModule } from './app.module.ts';
import { openApiDocument } from './openapi.ts';
import { listRoutes } from './platform/http/openapi.ts';

const committed = path.resolve(import.meta.dirname, '../../../packages/api-client/openapi.json');

describe('the contract', () => {
  test('is committed as it is: after a change of a route, run `npm run openapi`', () => {
    const document: unknown = JSON.parse(readFileSync(committed, 'utf8'));

    expect(document).toEqual(openApiDocument());
  });

  test('names each route once', () => {
    const names = listRoutes(AppModule).map((route) => `${route.method} ${route.path}`);

    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(40);
  });

  test('has a summary for each route and a schema for each parameter of its path', () => {
    for (const route of listRoutes(AppModule)) {
      const named = [...route.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);

      expect(route.summary, route.path).not.toBe('');
      expect(Object.keys(route.params?.shape ?? {}), route.path).toEqual(named);
    }
  });
});
