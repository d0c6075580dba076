import { Command } from 'commander';
import type { StartArguments } from './start/start-options.ts';

/** What the subcommands do. */
export interface Actions {
  start(given: StartArguments): Promise<void>;
  /** `args` go to the connector as they are; `dataDir` is undefined when not given. */
  connector(dataDir: string | undefined, args: readonly string[]): Promise<void>;
  agent(args: readonly string[]): Promise<void>;
  /** `dataDir` is undefined when not given. */
  enrolment(dataDir: string | undefined, args: readonly string[]): Promise<void>;
  inventory(args: readonly string[]): Promise<void>;
  loginLink(dataDir: string): Promise<void>;
  verifyHistory(given: VerifyHistoryArguments): Promise<void>;
}

/** `dataDir` is undefined when not given. */
export interface VerifyHistoryArguments {
  dataDir?: string;
  anchor?: string;
  newAnchor?: string;
}

/** The command line of `popis`. */
export function buildProgram(actions: Actions): Command {
  const program = new Command('popis');
  program
    .description('A CMDB with inventory agents and an inventory-sync connector')
    .enablePositionalOptions();

  program
    .command('start')
    .description('bring up everything on this machine, with a PostgreSQL of its own')
    .option('--data-dir <folder>', 'where databases, documents and logs are kept', './data')
    .option('--port <port>', 'port of the web UI and the API on 127.0.0.1; 0 takes a free one', '8080')
    .option('--inventory-port <port>', 'port that agents report to on 127.0.0.1; 0 takes a free one', '8090')
    .option('--no-demo', 'no made-up company, no inventory of this host, no connector run')
    .action((given: StartArguments) => actions.start(given));

  program
    .command('login-link')
    .description('print a link that signs an administrator in once, for a popis start that runs')
    .option('--data-dir <folder>', 'its data folder', './data')
    .action((given: { dataDir: string }) => actions.loginLink(given.dataDir));

  program
    .command('history')
    .description('the history of the CMDB')
    .command('verify')
    .description('make every hash of it again from the database (DATABASE_URL, or a popis start that runs)')
    .option('--data-dir <folder>', 'the popis start that runs on this data folder')
    .option('--anchor <file>', 'a seal that was kept elsewhere, which history must lead to')
    .option('--new-anchor <file>', 'where to write the last seal to, if history is intact')
    .action((given: VerifyHistoryArguments) => actions.verifyHistory(given));

  program
    .command('connector')
    .description('run the connector, such as: popis connector run --dry-run')
    .option('--data-dir <folder>', 'work on the popis start that runs on this data folder')
    .passThroughOptions()
    .allowUnknownOption()
    .helpOption(false)
    .argument('[args...]', 'arguments of the connector')
    .action((args: string[], given: { dataDir?: string }) => {
      const { dataDir, rest } = takeDataDir(args);
      return actions.connector(dataDir ?? given.dataDir, rest);
    });

  program
    .command('agent')
    .description('inventory this host, such as: popis agent --server http://127.0.0.1:8090/ocsinventory')
    .passThroughOptions()
    .allowUnknownOption()
    .helpOption(false)
    .argument('[args...]', 'arguments of the agent')
    .action((args: string[]) => actions.agent(args));

  program
    .command('enrolment')
    .description('tokens and keys of agents, such as: popis enrolment token --uses 10')
    .option('--data-dir <folder>', 'work on the popis start that runs on this data folder')
    .passThroughOptions()
    .allowUnknownOption()
    .helpOption(false)
    .argument('[args...]', 'arguments of the command')
    .action((args: string[], given: { dataDir?: string }) => {
      const { dataDir, rest } = takeDataDir(args);
      return actions.enrolment(dataDir ?? given.dataDir, rest);
    });

  program
    .command('inventory')
    .description('what the inventory server reads, such as: popis inventory report FILE')
    .passThroughOptions()
    .allowUnknownOption()
    .helpOption(false)
    .argument('[args...]', 'arguments of the command')
    .action((args: string[]) => actions.inventory(args));

  return program;
}

/** `--data-dir` may also stand behind the connector's own command: `popis connector run --data-dir D`. */
export function takeDataDir(args: readonly string[]): { dataDir: string | undefined; rest: string[] } {
  const rest: string[] = [];
  let dataDir: string | undefined;
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? '';
    if (arg === '--data-dir') dataDir = args[++index];
    else if (arg.startsWith('--data-dir=')) dataDir = arg.slice('--data-dir='.length);
    else rest.push(arg);
  }
  return { dataDir, rest };
}
