import { describe, expect, test } from 'vitest';
import { toProblem } from './client.ts';

describe('a problem', () => {
  test('keeps title, detail, faults, the current state and the request id', () => {
    const body = {
      title: 'Invalid input',
      detail: 'The card has 1 fault',
      faults: [{ path: 'attributes.RAM', message: 'must be a whole number' }],
      current: { id: '1' },
      requestId: 'r1',
    };

    expect(toProblem(400, body)).toEqual({ type: 'about:blank', status: 400, ...body });
  });

  test('is made of whatever a proxy answers instead', () => {
    expect(toProblem(502, undefined)).toMatchObject({
      status: 502,
      title: 'The server answered 502',
      detail: '',
    });
    expect(toProblem(500, { faults: ['x', { path: 1 }] }).faults).toEqual([
      { path: '', message: 'is not valid' },
    ]);
  });
});
