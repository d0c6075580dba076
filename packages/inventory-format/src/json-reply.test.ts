import { expect, test } from 'vitest';
import { formatContactAnswer, formatErrorAnswer, formatInventoryAnswer } from './json-reply.ts';

const reply = { response: 'SEND', prologFrequencyHours: 24, orders: [], accountInfo: [] };

test('a contact is told when to come again, and to leave the inventory where none is wanted', () => {
  const tasks = { inventory: { server: 'popis', version: '1.0' } };

  expect(JSON.parse(formatContactAnswer(reply))).toEqual({ status: 'ok', expiration: 24, tasks });
  expect(JSON.parse(formatContactAnswer({ ...reply, response: 'STOP', prologFrequencyHours: 0 }))).toEqual({
    status: 'ok',
    expiration: 1,
    tasks,
    disabled: ['inventory'],
  });
});

test('an inventory is taken, or refused with words', () => {
  expect(JSON.parse(formatInventoryAnswer())).toEqual({ status: 'ok' });
  expect(JSON.parse(formatErrorAnswer('no "content"'))).toEqual({ status: 'error', message: 'no "content"' });
});
