import { expect, test } from 'vitest';
import { findSchemaFaults, type JsonSchema } from './schema-faults.ts';

function tell(schema: JsonSchema, value: unknown): string[] {
  return findSchemaFaults(schema, value).map(({ path, message }) => `${path}: ${message}`);
}

const rule: JsonSchema = {
  type: 'object',
  properties: {
    class: { type: 'string', minLength: 1, maxLength: 5 },
    rank: { type: 'integer', minimum: -1, maximum: 1 },
    share: { type: 'number', minimum: 0, maximum: 1 },
    action: { type: 'string', enum: ['retire', 'leave'] },
    value: {},
    cards: {
      type: 'array',
      minItems: 1,
      maxItems: 2,
      items: { type: 'string', format: 'uuid', pattern: '^[0-9]+$' },
    },
  },
  required: ['class'],
  additionalProperties: false,
};

test('what fits has no faults', () => {
  expect(
    tell(rule, { class: 'A', rank: 0, share: 0.5, action: 'retire', value: [1], cards: ['12'] }),
  ).toEqual([]);
});

test('every fault is told at once, with its path', () => {
  const value = { class: ' ', rank: 1.5, share: 2, action: 'burn', cards: ['x', 3], kind: 1 };

  expect(tell({ type: 'array', items: rule }, [value, { class: 'Monitor', cards: [] }, {}, 7])).toEqual([
    '0.class: must not be empty',
    '0.rank: must be a whole number from -1 to 1',
    '0.share: must be a number from 0 to 1',
    '0.action: must be one of retire, leave',
    '0.cards.0: must be the id of a card',
    '0.cards.1: must be a text',
    '0.kind: is none of class, rank, share, action, value, cards',
    '1.class: must have at most 5 characters',
    '1.cards: must have at least 1',
    '2.class: is missing',
    '3: must be an object',
  ]);
});
