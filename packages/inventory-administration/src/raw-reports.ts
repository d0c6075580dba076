import { z } from 'zod';
import { defineOperation, idParameter, listOf } from './operation.ts';

const reportName = z
  .string()
  .regex(/^\d{13}-[a-z]{1,20}-[0-9a-f]{16}$/, 'must be the name of a kept report')
  .meta({ description: 'Its name, as lists tell it' });

const rawReportSchema = z
  .object({
    report: reportName,
    receivedAt: z.iso.datetime(),
    requestId: z.string(),
    deviceId: z.string().nullable().meta({ description: 'Whom it says that it is from' }),
    query: z.string().nullable(),
    outcome: z.enum(['answered', 'refused', 'failed']),
    status: z.number().int(),
    cause: z.string().nullable().meta({ description: 'Why it was refused or failed, in a word' }),
    address: z.string(),
    userAgent: z.string(),
    contentType: z.string().nullable(),
    bytes: z.number().int().meta({ description: 'Of all that came' }),
    sha256: z.string().meta({ description: 'Of all that came, in hexadecimal' }),
    isCut: z.boolean().meta({ description: 'Only the beginning is kept' }),
  })
  .meta({ id: 'InventoryRawReport' });

const readableSchema = z.object({
  form: z.enum(['xml', 'json', 'text']).meta({ description: 'text = it could not be read as either' }),
  text: z.string(),
  isCut: z.boolean().meta({ description: 'There is more than an answer holds' }),
});

const ofDevice = z.object({ id: idParameter, report: reportName });
const refused = z.object({ report: reportName });

export const listRawReports = defineOperation({
  method: 'GET',
  path: '/devices/{id}/reports',
  summary: 'Reports of a device that are kept as they came, the latest first',
  params: z.object({ id: idParameter }),
  answer: listOf(rawReportSchema),
  problems: [404],
});

export const downloadRawReport = defineOperation({
  method: 'GET',
  path: '/devices/{id}/reports/{report}/content',
  summary: 'A report as it came, packed as it was',
  description: 'It may hold product keys and whatever else its agent found.',
  params: ofDevice,
  answer: 'bytes',
  problems: [404],
});

export const readRawReport = defineOperation({
  method: 'GET',
  path: '/devices/{id}/reports/{report}/text',
  summary: 'A report unpacked, for reading',
  params: ofDevice,
  answer: readableSchema,
  problems: [404],
});

export const listRefusedReports = defineOperation({
  method: 'GET',
  path: '/refused-reports',
  summary: 'The latest reports that were refused, or at which this server failed, the latest first',
  answer: listOf(rawReportSchema),
});

export const downloadRefusedReport = defineOperation({
  method: 'GET',
  path: '/refused-reports/{report}/content',
  summary: 'A refused report as it came, or its beginning',
  params: refused,
  answer: 'bytes',
  problems: [404],
});

export const readRefusedReport = defineOperation({
  method: 'GET',
  path: '/refused-reports/{report}/text',
  summary: 'A refused report unpacked as far as it goes, for reading',
  params: refused,
  answer: readableSchema,
  problems: [404],
});
