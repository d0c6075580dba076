import { filterSchema } from '@popis/model';
import { z } from 'zod';
import { cardSchema } from '../cards/cards.schema.ts';
import { ifMatchHeaders } from '../platform/http/etag.ts';
import { asOfParameter, cursorParameter, limitParameter, listOf } from '../platform/http/paging.ts';
import { defineRoute } from '../platform/http/route.ts';
import type { SavedView } from './views.read-model.ts';

const names = z.array(z.string().max(500)).max(100);

/** Defaults stand only where a view is created: what an edit does not name stays. */
const content = {
  name: z.string().trim().min(1).max(200),
  filter: filterSchema
    .nullable()
    .meta({ description: 'A filter as in lists of cards; see docs/api-lists.md' }),
  query: z.string().max(200),
  columns: names.nullable().meta({ description: 'Attributes or paths to them; null = every attribute' }),
  sort: names,
  shared: z.boolean().meta({ description: 'Whether everybody sees it; needs the permission "edit"' }),
};

/** A view as it stands. */
export const viewSchema = z
  .object({
    ...content,
    id: z.uuid(),
    class: z.string(),
    filter: z.unknown(),
    owner: z.string().meta({ description: 'Username of who made it' }),
    validFrom: z.iso.datetime(),
    changeId: z.uuid().meta({ description: 'The change that made it so; its ETag' }),
  })
  .meta({ id: 'SavedView' });

const viewParams = z.object({ id: z.uuid().meta({ description: 'Id of a view' }) });

export const listViewsRoute = defineRoute({
  method: 'GET',
  path: '/views',
  summary: 'List saved views: your own and shared ones',
  access: 'read',
  query: z.object({ class: z.string().optional(), asOf: asOfParameter }),
  responses: { 200: listOf(viewSchema) },
});

const mostCounted = 50;

const countSchema = z
  .object({
    view: z.uuid(),
    count: z.int().nullable(),
    fault: z.string().nullable().meta({ description: 'Why it cannot be counted' }),
  })
  .meta({ id: 'ViewCount' });

export const countViewsRoute = defineRoute({
  method: 'GET',
  path: '/views/counts',
  summary: 'How many cards several views show',
  access: 'read',
  query: z.object({
    views: z
      .string()
      .max(4_000)
      .transform((given) => given.split(','))
      .pipe(z.array(z.uuid()).min(1).max(mostCounted))
      .meta({ description: `Ids of views, parted by commas; at most ${mostCounted}` }),
    asOf: asOfParameter,
  }),
  responses: { 200: listOf(countSchema) },
});

export const createViewRoute = defineRoute({
  method: 'POST',
  path: '/views',
  summary: 'Save a view: filter, columns and order of the cards of a class',
  access: 'read',
  body: z.strictObject({
    class: z.string(),
    name: content.name,
    filter: content.filter.default(null),
    query: content.query.default(''),
    columns: content.columns.default(null),
    sort: content.sort.default(['Code']),
    shared: content.shared.default(false),
  }),
  responses: { 201: viewSchema },
  problems: [404, 409],
});

export const getViewRoute = defineRoute({
  method: 'GET',
  path: '/views/{id}',
  summary: 'A saved view',
  access: 'read',
  params: viewParams,
  query: z.object({ asOf: asOfParameter }),
  responses: { 200: viewSchema },
  problems: [404],
});

export const listViewCardsRoute = defineRoute({
  method: 'GET',
  path: '/views/{id}/cards',
  summary: 'The cards that a view shows',
  access: 'read',
  params: viewParams,
  query: z.object({ limit: limitParameter, cursor: cursorParameter, asOf: asOfParameter }),
  responses: { 200: listOf(cardSchema) },
  problems: [404],
});

export const updateViewRoute = defineRoute({
  method: 'PATCH',
  path: '/views/{id}',
  summary: 'Edit a view; equal values write nothing',
  access: 'read',
  params: viewParams,
  headers: ifMatchHeaders,
  body: z.strictObject(content).partial(),
  responses: { 200: viewSchema },
  problems: [404, 409, 412],
});

export const deleteViewRoute = defineRoute({
  method: 'DELETE',
  path: '/views/{id}',
  summary: 'End a view',
  access: 'read',
  params: viewParams,
  headers: ifMatchHeaders,
  responses: { 204: 'empty' },
  problems: [404, 412],
});

export function toViewAnswer(view: SavedView): z.input<typeof viewSchema> {
  const { id, name, class: className, filter, query, columns, sort, shared, owner, changeId } = view;
  const validFrom = view.validFrom.toISOString();
  return { id, name, class: className, filter, query, columns, sort, shared, owner, validFrom, changeId };
}
