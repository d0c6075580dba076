import { describe, expect, test } from 'vitest';
import { formatTable } from '../../scripts/test-run/table.ts';
import { toVitestResult, type VitestReport } from '../../scripts/test-run/vitest-result.ts';

function reportOf(report: Partial<VitestReport>): VitestReport {
  return {
    numTotalTests: 3,
    numPassedTests: 3,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    testResults: [],
    ...report,
  };
}

describe('the result of a Vitest project', () => {
  test('is what passed and what failed, by name and fault', () => {
    const failing = {
      status: 'failed',
      fullName: 'a sum is right',
      failureMessages: ['AssertionError: expected 5 to be 4\n    at a.test.ts:7'],
    };
    const passing = { status: 'passed', fullName: 'a sum is', failureMessages: [] };
    const report = reportOf({
      numPassedTests: 2,
      numFailedTests: 1,
      testResults: [{ name: 'a.test.ts', status: 'failed', assertionResults: [passing, failing] }],
    });

    expect(toVitestResult(report, 1)).toEqual({
      passed: 2,
      failed: 1,
      notes: ['a.test.ts: a sum is right: AssertionError: expected 5 to be 4'],
    });
  });

  test('counts what was skipped or left to do as failed', () => {
    const result = toVitestResult(reportOf({ numPassedTests: 1, numPendingTests: 1, numTodoTests: 1 }), 0);

    expect(result).toMatchObject({ passed: 1, failed: 2 });
  });

  test('counts a file that could not be loaded', () => {
    const testResults = [{ name: 'a.test.ts', status: 'failed', assertionResults: [] }];

    expect(toVitestResult(reportOf({ testResults }), 1)).toEqual({
      passed: 3,
      failed: 1,
      notes: ['a.test.ts failed as a whole'],
    });
  });

  test.each([
    ['no test ran', reportOf({ numTotalTests: 0, numPassedTests: 0 }), 0],
    ['an error outside the tests', reportOf({}), 1],
    ['an error outside the tests', reportOf({}), null],
    ['ended without a report', undefined, 1],
  ])('is a failure when it says: %s', (note, report, exitCode) => {
    expect(toVitestResult(report, exitCode)).toMatchObject({ failed: 1, notes: [note] });
  });
});

test('the table is aligned whatever the names', () => {
  const table = formatTable([
    { name: 'unit', passed: 141, failed: 0, seconds: 2.83 },
    { name: 'end-to-end', passed: 7, failed: 1, seconds: 130 },
  ]);

  expect(table).toBe(`suite       passed  failed seconds
----------------------------------
unit           141       0     2.8
end-to-end       7       1   130.0`);
});
