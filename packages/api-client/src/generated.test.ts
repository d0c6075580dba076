import { readFileSync } from 'node:fs';
import path from 'node:path';
import openapiTS, { astToString } from 'openapi-typescript';
import { expect, test } from 'vitest';
import { sourcePolicySchema } from './generated/source-policy.ts';

test('the types are those of openapi.json: after a change of it, run `npm run openapi`', async () => {
  const document = readFileSync(path.resolve(import.meta.dirname, '../openapi.json'), 'utf8');

  const types = astToString(await openapiTS(JSON.parse(document), { alphabetize: true }));

  const committed = readFileSync(path.resolve(import.meta.dirname, 'generated/api.ts'), 'utf8');
  expect(committed.split('\n').slice(1).join('\n')).toBe(types);
});

test('the shape of a policy is that of openapi.json as well', () => {
  const document = JSON.parse(readFileSync(path.resolve(import.meta.dirname, '../openapi.json'), 'utf8'));

  expect(sourcePolicySchema).toEqual(document.components.schemas.SourcePolicy);
});
