import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import { describeFailure } from '@popis/runtime';
import { openActHistory } from './acts/act-history.ts';
import { carryOutAct } from './acts/carry-out-act.ts';
import { toEnrolmentAct } from './enrolment/enrolment-act.ts';
import { parseEnrolmentCommand, runEnrolmentCommand, usage } from './enrolment/enrolment-command.ts';
import { readDatabaseUrl } from './env.ts';
import { openStore, type Store } from './store.ts';

/** Tokens and keys of agents, for `popis enrolment`: exit code 0 = done, 1 = could not be done, 2 = wrong command line. */
process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  let command: ReturnType<typeof parseEnrolmentCommand>;
  try {
    if (args.includes('--help')) {
      process.stdout.write(`${usage}\n`);
      return 0;
    }
    command = parseEnrolmentCommand(args, Date.now());
  } catch (error) {
    process.stderr.write(`${describeFailure(error)}\npopis enrolment --help shows what can be given\n`);
    return 2;
  }
  try {
    const store = await openStore(readDatabaseUrl(), 1, () => undefined);
    try {
      for (const line of await carryOut(store, command)) {
        process.stdout.write(`${line}\n`);
      }
    } finally {
      await store.close();
    }
    return 0;
  } catch (error) {
    process.stderr.write(`${describeFailure(error)}\n`);
    return 1;
  }
}

/** What changes something is kept with who did it, as what the administration does is. */
async function carryOut(store: Store, command: ReturnType<typeof parseEnrolmentCommand>): Promise<string[]> {
  const who = { actor: `${userInfo().username} at the command line`, requestId: randomUUID() };
  const act = toEnrolmentAct(command, who, Date.now());
  const work = () => runEnrolmentCommand(store, command);
  return act === undefined ? await work() : await carryOutAct(openActHistory(store), act, work);
}
