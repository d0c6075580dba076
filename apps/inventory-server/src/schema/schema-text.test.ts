import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { formatSchema } from './schema-text.ts';

test.each(['postgres', 'mysql'] as const)(
  'the committed schema of %s is what the table of sections gives',
  (dialect) => {
    const file = path.resolve(import.meta.dirname, '../../../../migrations/inventory', dialect, 'schema.sql');

    expect(readFileSync(file, 'utf8')).toBe(formatSchema(dialect));
  },
);
