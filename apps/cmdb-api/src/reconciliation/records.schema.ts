import { z } from 'zod';

const name = z.string().min(1).max(100);
const text = z.string().refine((given) => !given.includes('\0') && given.isWellFormed(), {
  error: 'must not contain NUL or broken Unicode characters',
});
const attributes = z.record(name, z.json());
const removed = z
  .array(name)
  .max(500)
  .optional()
  .meta({ description: 'Attributes on which the source takes its word back: the next one holds' });

const partSchema = z.object({
  domain: name.meta({ description: 'The domain that ties the part to its master' }),
  direction: z
    .enum(['directed', 'inverted'])
    .meta({ description: 'directed = the master is the source of the domain, inverted = its target' }),
  class: name,
  identify: z
    .array(name)
    .min(1)
    .max(50)
    .meta({ description: 'The least attributes by which the part is recognised under its master' }),
  shared: z.boolean().optional().meta({ description: 'One card may be part of several masters' }),
  refers: z.boolean().optional().meta({
    description:
      'The master is only related to the card that has the one identifying value, if there is one: it is never created, changed or retired for it',
  }),
  attributes,
  removed,
});

const seq = z.int32().positive().meta({ description: 'Place in the run, ascending; gaps are allowed' });
const fingerprint = text.min(1).max(100).meta({
  description:
    'The source’s own name for all that made this record: the same only when the record is the same',
});

/** A line of `POST /runs/{run}/records` that stands for a record which the CMDB has kept of an earlier run. */
export const keptRecordSchema = z
  .strictObject({ seq, unchanged: fingerprint })
  .meta({ id: 'UnchangedRecord', description: 'The record of an earlier run that had this fingerprint' });

/** Any other line. */
export const recordSchema = z
  .object({
    seq,
    class: name,
    key: z
      .record(name, text.max(500))
      .refine((key) => Object.keys(key).length === 1, { error: 'must have one member: the key attribute' })
      .meta({ description: 'The key attribute of the master and its value: {"Code": "PC-0001"}' }),
    fingerprint: fingerprint.optional(),
    evidence: z
      .object({
        serial: text.max(200).nullable().optional(),
        uuid: text.max(200).nullable().optional(),
        macs: z.array(text.max(50)).max(200).optional(),
      })
      .optional(),
    attributes,
    removed,
    parts: z.array(partSchema).max(20_000).default([]),
  })
  .meta({ id: 'Record' });
