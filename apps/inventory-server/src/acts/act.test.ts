import { ConflictError } from '@popis/errors';
import { operations } from '@popis/inventory-administration';
import { describe, expect, test } from 'vitest';
import { isAct, toAct, toDone, toUndone } from './act.ts';

const caller = { actor: 'Jovana', requestId: 'request-1' };

describe('what is kept of an operation', () => {
  test('who, what, of which, what else, and why', () => {
    const input = {
      params: { key: 'KEY' },
      query: undefined,
      body: { decision: 'revoke', reason: 'stolen' },
    };

    expect(toAct('decideAgentKey', input, caller, 5)).toEqual({
      ...{ atMs: 5, actor: 'Jovana', requestId: 'request-1', operation: 'decideAgentKey' },
      ...{ target: 'KEY', given: '{"decision":"revoke"}', reason: 'stolen' },
    });
  });

  test('nothing of a file that came with it', () => {
    const input = { params: undefined, query: { name: 'tool' }, body: Buffer.from('archive') };

    expect(toAct('createPackage', input, caller, 5)).toMatchObject({
      target: null,
      given: '{"name":"tool"}',
    });
  });

  test('of much the beginning, and JSON all the same', () => {
    const body = { decision: 'revoke', note: '"\\\n'.repeat(10_000) };

    const { given } = toAct('decideAgentKey', { params: { key: 'KEY' }, body }, caller, 5);

    expect(given?.length).toBeLessThanOrEqual(16_000);
    expect(JSON.parse(given ?? '')).toEqual({
      beginning: expect.stringMatching(/^\{"decision":"revoke","note":/),
      characters: JSON.stringify(body).length,
    });
  });

  test('how it ended, and what it made', () => {
    expect(toDone({ id: 7, token: 'secret' })).toEqual({ outcome: 'done', result: '7' });
    expect(toDone(undefined)).toEqual({ outcome: 'done', result: null });
    expect(toUndone(new ConflictError('no'))).toEqual({ outcome: 'refused', result: null });
    expect(toUndone(new Error('connection'))).toEqual({ outcome: 'failed', result: null });
  });

  test('all that changes anything is an act', () => {
    const others = Object.entries(operations).filter(([, { method }]) => method !== 'GET');
    const acts = (Object.keys(operations) as (keyof typeof operations)[]).filter(isAct);

    expect(others.map(([name]) => name).filter((name) => !acts.some((act) => act === name))).toEqual([
      'tryIdentificationRules',
    ]);
    expect(acts).toContain('mergeDevices');
  });
});
