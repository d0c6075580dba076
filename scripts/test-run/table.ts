export interface SuiteLine {
  name: string;
  passed: number;
  failed: number;
  seconds: number;
}

/** The results as aligned lines below a heading. */
export function formatTable(results: readonly SuiteLine[]): string {
  const nameWidth = Math.max('suite'.length, ...results.map((result) => result.name.length));
  const heading = formatLine('suite', ['passed', 'failed', 'seconds'], nameWidth);
  const lines = results.map(({ name, passed, failed, seconds }) =>
    formatLine(name, [String(passed), String(failed), seconds.toFixed(1)], nameWidth),
  );
  return [heading, '-'.repeat(heading.length), ...lines].join('\n');
}

function formatLine(name: string, columns: readonly string[], nameWidth: number): string {
  return [name.padEnd(nameWidth), ...columns.map((text) => text.padStart(8))].join('');
}
