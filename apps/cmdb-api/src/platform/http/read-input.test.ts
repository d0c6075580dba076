import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ifMatchHeaders } from './etag.ts';
import { readInput } from './read-input.ts';
import { defineRoute } from './route.ts';

const route = defineRoute({
  method: 'PATCH',
  path: '/things/{id}',
  summary: 'Changes a thing',
  access: 'edit',
  params: z.object({ id: z.uuid() }),
  query: z.object({ limit: z.coerce.number().int().default(100) }),
  headers: ifMatchHeaders,
  body: z.strictObject({ name: z.string(), size: z.object({ width: z.number() }) }),
  responses: { 204: 'empty' },
});
const id = '01970000-0000-7000-8000-000000000001';

describe('the input of a route', () => {
  test('comes parsed, with defaults', () => {
    const given = {
      params: { id },
      query: {},
      headers: { 'if-match': '"v1"' },
      body: { name: 'x', size: { width: 1 } },
    };

    expect(readInput(route, given)).toEqual({
      params: { id },
      query: { limit: 100 },
      headers: { 'if-match': 'v1' },
      body: { name: 'x', size: { width: 1 } },
    });
  });

  test('has no parameter that the route does not know, lest it be passed over', () => {
    const given = {
      params: { id },
      query: { limit: '1', asof: '2026-01-01' },
      headers: { 'if-match': '"v1"' },
      body: undefined,
    };
    const plain = defineRoute({ ...route, query: undefined, body: undefined });

    expect(() => readInput({ ...route, body: undefined }, given)).toThrowError(
      expect.objectContaining({
        faults: [{ path: 'query.asof', message: 'is no parameter of this route; there are limit' }],
      }),
    );
    expect(() => readInput(plain, given)).toThrowError(
      expect.objectContaining({
        faults: [
          { path: 'query.limit', message: 'is no parameter of this route; there are none' },
          { path: 'query.asof', message: 'is no parameter of this route; there are none' },
        ],
      }),
    );
  });

  test('has every fault of all its parts reported at once, each with its path', () => {
    const given = {
      params: { id: 'one' },
      query: { limit: 'many' },
      headers: {},
      body: { size: { width: '1' }, colour: 'red', note: 'a\0b' },
    };

    expect(() => readInput(route, given)).toThrowError(
      expect.objectContaining({
        name: 'InvalidInputError',
        faults: [
          { path: 'note', message: 'must not contain a NUL character' },
          expect.objectContaining({ path: 'params.id' }),
          expect.objectContaining({ path: 'query.limit' }),
          expect.objectContaining({ path: 'headers.if-match' }),
          expect.objectContaining({ path: 'name' }),
          expect.objectContaining({ path: 'size.width' }),
          { path: 'colour', message: 'is not known here' },
          { path: 'note', message: 'is not known here' },
        ],
      }),
    );
  });

  test.each([
    ['*', undefined],
    ['"v1"', 'v1'],
    ['W/"v1"', 'v1'],
    ['v1', 'v1'],
  ])('If-Match %s names version %s', (header, version) => {
    expect(ifMatchHeaders.parse({ 'if-match': header })['if-match']).toBe(version);
  });
});
