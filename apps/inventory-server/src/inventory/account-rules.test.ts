import { expect, test } from 'vitest';
import { planAccount } from './account-rules.ts';

const columns = ['tag', 'fields_9'];
const none = { columns, row: undefined };
const state = { columns, row: { tag: 'ADMIN-SET', fields_9: 'Bâtiment B' } };
const known = { isKnown: true, mayChangeItself: false };
const agreed = { response: 'NO_ACCOUNT_UPDATE', accountInfo: [] };
const corrected = {
  response: 'ACCOUNT_UPDATE',
  accountInfo: [
    { name: 'TAG', value: 'ADMIN-SET' },
    { name: 'fields_9', value: 'Bâtiment B' },
  ],
};

test('what the first inventory says is kept', () => {
  const sent = [
    { name: 'TAG', value: 'SITE' },
    { name: 'fields_9', value: 'x' },
    { name: 'unknown; --', value: 'y' },
  ];

  const plan = planAccount(none, sent, { isKnown: false, mayChangeItself: false });

  expect(plan).toEqual({ insert: { tag: 'SITE', fields_9: 'x' }, reply: agreed });
});

test('a new device without a TAG gets NA', () => {
  expect(planAccount(none, [{ name: 'TAG', value: '' }], { isKnown: false, mayChangeItself: false })).toEqual(
    {
      insert: { tag: 'NA' },
      reply: agreed,
    },
  );
});

test('an agent that says what the server knows hears nothing', () => {
  const sent = [
    { name: 'FIELDS_9', value: 'Bâtiment B' },
    { name: 'TAG', value: 'ADMIN-SET' },
  ];

  expect(planAccount(state, sent, known)).toEqual({ reply: agreed });
});

test.each([
  [
    'another value',
    [
      { name: 'TAG', value: 'T1' },
      { name: 'fields_9', value: 'Bâtiment B' },
    ],
  ],
  ['fewer values', [{ name: 'TAG', value: 'ADMIN-SET' }]],
  ['nothing', []],
])('an agent that says %s is corrected', (_what, sent) => {
  expect(planAccount(state, sent, known)).toEqual({ reply: corrected });
});

test('a known device without values is LOST', () => {
  expect(planAccount({ columns: ['tag'], row: undefined }, [{ name: 'TAG', value: 'T1' }], known)).toEqual({
    insert: { tag: 'LOST' },
    reply: { response: 'ACCOUNT_UPDATE', accountInfo: [{ name: 'TAG', value: 'LOST' }] },
  });
});

test('agents may change their values where the setting allows it', () => {
  const sent = [{ name: 'TAG', value: 'T1' }];

  expect(planAccount(state, sent, { isKnown: true, mayChangeItself: true })).toEqual({
    update: { tag: 'T1' },
    reply: agreed,
  });
});
