import { z } from 'zod';
import { filterParameter, sortParameter } from '../cards/cards.schema.ts';
import { asOfParameter } from '../platform/http/paging.ts';
import { defineRoute } from '../platform/http/route.ts';

/** Formats of an export, with their media types. */
export const exportFormats = {
  csv: 'text/csv; charset=utf-8',
  json: 'application/json; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;
export type ExportFormat = keyof typeof exportFormats;

const separatorOf = { comma: ',', semicolon: ';', tab: '\t' } as const;

export const exportCardsRoute = defineRoute({
  method: 'GET',
  path: '/classes/{class}/cards/export',
  summary: 'Every card of a list, as a file',
  description:
    'Streamed from one snapshot, however many cards there are. Texts that a spreadsheet would run as a formula have an apostrophe before them in CSV; the import takes it off again. XLSX has typed cells, with no text longer than 32,767 characters. A download that breaks off is not complete.',
  access: 'read',
  params: z.object({ class: z.string() }),
  query: z.object({
    format: z.enum(['csv', 'json', 'xlsx']).default('csv'),
    separator: z
      .enum(['comma', 'semicolon', 'tab'])
      .default('comma')
      .transform((name) => separatorOf[name])
      .meta({ description: 'Between the cells of CSV' }),
    columns: z
      .string()
      .max(10_000)
      .transform((text) => text.split(',').filter((name) => name !== ''))
      .optional()
      .meta({
        description:
          'Attributes or paths to those of related cards, parted by commas, `_id` and `_class` among them; default: all attributes',
      }),
    filter: filterParameter,
    query: z
      .string()
      .max(200)
      .default('')
      .meta({ description: 'Words, each of which must be in some value' }),
    sort: sortParameter,
    asOf: asOfParameter,
  }),
  responses: {
    200: { mediaType: 'text/csv', description: 'The file; JSON or XLSX where that is asked for' },
  },
  problems: [404, 503],
});
