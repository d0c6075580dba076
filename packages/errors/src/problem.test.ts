import { describe, expect, test } from 'vitest';
import { ConflictError, InvalidInputError, NotFoundError } from './errors.ts';
import { toProblem } from './problem.ts';

describe('the wire form of an error', () => {
  test('carries every fault of an invalid input', () => {
    const faults = [
      { path: 'attributes.Code', message: 'is mandatory' },
      { path: 'attributes.RAM', message: 'must be a whole number' },
    ];

    const problem = toProblem(new InvalidInputError('The card has 2 faults', faults), 'r1');

    expect(problem).toEqual({
      type: 'about:blank',
      title: 'Invalid input',
      status: 400,
      detail: 'The card has 2 faults',
      faults,
      requestId: 'r1',
    });
  });

  test('shows what stands there now when a race was lost', () => {
    const problem = toProblem(new ConflictError('The card has changed', { current: { id: '1' } }));

    expect(problem.status).toBe(409);
    expect(problem.current).toEqual({ id: '1' });
  });

  test('never sends cause or context', () => {
    const error = new NotFoundError('No such card', {
      cause: new Error('relation "card" does not exist'),
      context: { sql: 'select 1' },
    });

    expect(JSON.stringify(toProblem(error))).not.toMatch(/select|relation/);
  });

  test('says nothing of an unexpected error', () => {
    const problem = toProblem(new TypeError('password=secret'));

    expect(problem.status).toBe(500);
    expect(JSON.stringify(problem)).not.toContain('secret');
  });
});
