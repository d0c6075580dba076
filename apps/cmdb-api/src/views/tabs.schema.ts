import { z } from 'zod';
import { ifMatchHeaders } from '../platform/http/etag.ts';
import { asOfParameter } from '../platform/http/paging.ts';
import { defineRoute } from '../platform/http/route.ts';
import type { StandingTabs } from './tabs.read-model.ts';
import type { FoundTabs } from './tabs.service.ts';
import { toViewAnswer, viewSchema } from './views.schema.ts';

const arrangementSchema = z
  .object({
    role: z.string().nullable().meta({ description: 'null: your own' }),
    tabs: z.array(z.uuid()).meta({ description: 'Ids of views, in their order' }),
    first: z.uuid().nullable().meta({ description: 'The view that is shown first' }),
    validFrom: z.iso.datetime(),
    changeId: z.uuid().meta({ description: 'The change that made it so; its ETag' }),
  })
  .meta({ id: 'ViewArrangement' });

const tabsSchema = z
  .object({
    views: z.array(viewSchema).meta({
      description: 'Your own tabs first, then those of your roles, then the other views that you see',
    }),
    first: z
      .object({ view: z.uuid(), from: z.enum(['person', 'role']) })
      .nullable()
      .meta({ description: 'The view that is shown first, and who says so' }),
    arrangements: z.array(arrangementSchema).meta({
      description: 'What this comes of; administrators see what is arranged for every role',
    }),
  })
  .meta({ id: 'ViewTabs' });

const classParams = z.object({ class: z.string() });
const body = z.strictObject({
  tabs: z.array(z.uuid()).max(100),
  first: z.uuid().nullable().default(null),
});
const answer = z.object({ arrangement: arrangementSchema.nullable() });

export const getTabsRoute = defineRoute({
  method: 'GET',
  path: '/classes/{class}/tabs',
  summary: 'The saved views of a class in their order, and which is shown first',
  access: 'read',
  params: classParams,
  query: z.object({ asOf: asOfParameter }),
  responses: { 200: tabsSchema },
  problems: [404],
});

export const putTabsRoute = defineRoute({
  method: 'PUT',
  path: '/classes/{class}/tabs',
  summary: 'Arrange the views of a class for yourself; no tabs = as they come',
  access: 'read',
  params: classParams,
  headers: ifMatchHeaders,
  body,
  responses: { 200: answer },
  problems: [404, 412],
});

export const putRoleTabsRoute = defineRoute({
  method: 'PUT',
  path: '/classes/{class}/tabs/roles/{role}',
  summary: 'Arrange the shared views of a class for everybody with a role',
  access: 'administer',
  params: classParams.extend({ role: z.string().trim().min(1).max(200) }),
  headers: ifMatchHeaders,
  body,
  responses: { 200: answer },
  problems: [404, 412],
});

export function toTabsAnswer(found: StandingTabs): z.input<typeof arrangementSchema> {
  const { role, tabs, first, changeId, validFrom } = found;
  return { role, tabs, first, changeId, validFrom: validFrom.toISOString() };
}

export function toFoundTabs({ views, first, arrangements }: FoundTabs): z.input<typeof tabsSchema> {
  return { views: views.map(toViewAnswer), first, arrangements: arrangements.map(toTabsAnswer) };
}
