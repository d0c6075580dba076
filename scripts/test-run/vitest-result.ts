/** The part of Vitest's JSON report that is read here. */
export interface VitestReport {
  numTotalTests: number;
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: {
    name: string;
    status: string;
    assertionResults: { status: string; fullName: string; failureMessages?: string[] }[];
  }[];
}

export interface SuiteResult {
  passed: number;
  failed: number;
  /** What failed, for people: each failing test with the first line of its fault, and whatever else went wrong. */
  notes: string[];
}

/**
 * Reads a report the strict way: whatever did not run and pass has failed. No report, or an exit code other than 0 (null
 * after a signal) without a failing test, is a failure too.
 */
export function toVitestResult(report: VitestReport | undefined, exitCode: number | null): SuiteResult {
  if (report === undefined) return { passed: 0, failed: 1, notes: ['ended without a report'] };
  const notes: string[] = [];
  let failed = report.numFailedTests;
  const skipped = report.numPendingTests + report.numTodoTests;
  if (skipped > 0) {
    failed += skipped;
    notes.push(`${skipped} skipped: a skipped test is not a passed one`);
  }
  for (const file of report.testResults) {
    for (const test of file.assertionResults) {
      if (test.status !== 'failed') continue;
      const fault = test.failureMessages?.[0]?.split('\n', 1)[0] ?? 'no message';
      notes.push(`${file.name}: ${test.fullName}: ${fault}`);
    }
    if (file.status !== 'failed' || file.assertionResults.some((test) => test.status === 'failed')) continue;
    failed += 1;
    notes.push(`${file.name} failed as a whole`);
  }
  if (report.numTotalTests === 0 && failed === 0) {
    failed = 1;
    notes.push('no test ran');
  }
  if (exitCode !== 0 && failed === 0) {
    failed = 1;
    notes.push('an error outside the tests');
  }
  return { passed: report.numPassedTests, failed, notes };
}
