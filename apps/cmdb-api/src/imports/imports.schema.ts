import { encodings } from '@popis/csv';
import { z } from 'zod';
import { reasonSchema } from '../cards/cards.schema.ts';
import { defineRoute } from '../platform/http/route.ts';
import { type ImportJob, importModes, importStates, verdicts } from './import-job.ts';
import type { ImportRow } from './imports.read-model.ts';

const importParams = z.object({ id: z.uuid().meta({ description: 'Id of the import' }) });
const separatorOf = { comma: ',', semicolon: ';', tab: '\t' } as const;

const jobSchema = z
  .object({
    id: z.uuid(),
    class: z.string(),
    fileName: z.string(),
    mode: z.enum(importModes),
    key: z.array(z.string()),
    columns: z.array(
      z.object({
        heading: z.string(),
        attribute: z.string().nullable().meta({ description: 'Null: the column is not read' }),
      }),
    ),
    state: z.enum(importStates),
    rows: z.int(),
    done: z.int().meta({ description: 'Rows checked or applied in the present stage' }),
    counts: z.partialRecord(z.enum(verdicts), z.int()).meta({ description: 'Verdict → rows, once checked' }),
    fault: z.string().nullable(),
    startedBy: z.string(),
    startedAt: z.iso.datetime(),
  })
  .meta({ id: 'Import' });

const rowSchema = z
  .object({
    number: z.int().meta({ description: 'Among the rows below the heading, from 1' }),
    cells: z.array(z.string()),
    verdict: z.enum(verdicts).nullable(),
    cardId: z.uuid().nullable(),
    faults: z
      .array(
        z.object({ path: z.string().meta({ description: 'Heading of the column' }), message: z.string() }),
      )
      .nullable(),
    applied: z.boolean(),
  })
  .meta({ id: 'ImportRow' });

const mappingParameter = z
  .string()
  .max(20_000)
  .transform((text, context) => {
    const parsed = z.record(z.string(), z.string().nullable()).safeParse(parseJson(text));
    if (parsed.success) return parsed.data;
    context.addIssue({ code: 'custom', message: 'must be JSON, heading → attribute or null' });
    return z.NEVER;
  })
  .optional()
  .meta({ description: 'JSON: heading → attribute, or null for a column that is not to be read' });

export const createImportRoute = defineRoute({
  method: 'POST',
  path: '/classes/{class}/imports',
  summary: 'Upload a CSV or XLSX file whose rows are to become cards',
  description:
    'A multipart/form-data request with the part `file`, at most 256 MiB, 1,048,575 rows, 500 columns; which format it has is found from the bytes. Nothing is written to cards: the rows are stored and checked, each gets a verdict.',
  access: 'edit',
  params: z.object({ class: z.string() }),
  query: z.object({
    mode: z.enum(importModes).default('upsert'),
    key: z
      .string()
      .max(1_000)
      .default('Code')
      .transform((text) => text.split(',').filter((name) => name !== ''))
      .meta({ description: 'Attributes, or `_id`, by which a row finds its card' }),
    mapping: mappingParameter,
    separator: z
      .enum(['comma', 'semicolon', 'tab'])
      .transform((name) => separatorOf[name])
      .optional()
      .meta({ description: 'Default: what the first line has most of' }),
    encoding: z.enum(encodings).optional().meta({ description: 'Default: found from the bytes' }),
    sheet: z
      .string()
      .max(100)
      .optional()
      .meta({ description: 'Name of the sheet of XLSX; needed when several have rows' }),
  }),
  body: { mediaType: 'multipart/form-data', description: 'file' },
  responses: { 201: jobSchema },
  problems: [404],
});

export const getImportRoute = defineRoute({
  method: 'GET',
  path: '/imports/{id}',
  summary: 'How far an import is',
  access: 'edit',
  params: importParams,
  responses: { 200: jobSchema },
  problems: [404],
});

export const listImportRowsRoute = defineRoute({
  method: 'GET',
  path: '/imports/{id}/rows',
  summary: 'Rows of an import with what is to become, or became, of them',
  access: 'edit',
  params: importParams,
  query: z.object({
    verdict: z.enum(verdicts).optional(),
    after: z.coerce.number().int().min(0).default(0).meta({ description: 'Rows after this number' }),
    limit: z.coerce.number().int().min(1).max(1_000).default(100),
  }),
  responses: { 200: z.object({ items: z.array(rowSchema) }) },
  problems: [404],
});

export const getFaultyRowsRoute = defineRoute({
  method: 'GET',
  path: '/imports/{id}/faulty-rows',
  summary: 'The faulty rows as a CSV file, with their faults, to be mended and imported again',
  access: 'edit',
  params: importParams,
  responses: { 200: { mediaType: 'text/csv', description: 'Headings as in the file, then `_faults`' } },
  problems: [404],
});

export const applyImportRoute = defineRoute({
  method: 'POST',
  path: '/imports/{id}/apply',
  summary: 'Write the good rows of a checked import',
  access: 'edit',
  params: importParams,
  body: z.strictObject({
    partial: z.boolean().default(false).meta({ description: 'Write the good rows although some are faulty' }),
    reason: reasonSchema,
  }),
  responses: { 202: jobSchema },
  problems: [404, 409],
});

export function toJobAnswer(job: ImportJob, className: string): z.input<typeof jobSchema> {
  const { id, fileName, mode, key, columns, state, rows, done, counts, fault, startedBy } = job;
  const startedAt = job.startedAt.toISOString();
  return {
    id,
    class: className,
    fileName,
    mode,
    key,
    columns,
    state,
    rows,
    done,
    counts,
    fault,
    startedBy,
    startedAt,
  };
}

export function toRowAnswer({ number, cells, verdict, cardId, faults, applied }: ImportRow) {
  return { number, cells, verdict, cardId, faults, applied };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
