import { describeFailure } from '@popis/runtime';
import { entities } from './entities.ts';
import { readDatabaseUrl } from './env.ts';
import { formatVerdict, readArguments, runVerification } from './history/verify-command.ts';
import { openDatabase } from './platform/database/database.ts';

/** Verifies the history of a CMDB past its application: exit code 0 = intact, 1 = false, 2 = could not be verified. */
try {
  const given = readArguments(process.argv.slice(2));
  const database = await openDatabase(readDatabaseUrl(), entities, 1);
  try {
    const verdict = await runVerification(database, given, (line) => process.stderr.write(`${line}\n`));
    process.stdout.write(`${formatVerdict(verdict)}\n`);
    process.exitCode = verdict.intact ? 0 : 1;
  } finally {
    await database.close();
  }
} catch (error) {
  process.stderr.write(`${describeFailure(error)}\n`);
  process.exitCode = 2;
}
