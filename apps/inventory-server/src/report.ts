import { readFile } from 'node:fs/promises';
import { describeFailure } from '@popis/runtime';
import { readReport } from './read-report/read-report.ts';

const [command, file, ...more] = process.argv.slice(2);
if (command !== 'report' || file === undefined || more.length > 0) {
  process.stderr.write(
    'Usage: popis inventory report FILE\n\nPrints what the report in FILE, as it came or unpacked, would be read as; nothing is stored.\n',
  );
  process.exitCode = 2;
} else {
  try {
    const read = await readReport(await readFile(file));
    process.stdout.write(`${JSON.stringify(read, null, 2)}\n`);
    process.exitCode = 'refused' in read ? 1 : 0;
  } catch (error) {
    process.stderr.write(`${describeFailure(error)}\n`);
    process.exitCode = 1;
  }
}
