import { parseArgs } from 'node:util';
import { InvalidInputError } from '@popis/errors';

/** A command that takes nothing but a mapping and a configuration. */
type OfMapping<Name> = Name extends string ? { name: Name; mapping?: string; configuration?: string } : never;

/** What a person asks of the connector. */
export type Command =
  | {
      name: 'run';
      mapping?: string;
      configuration?: string;
      folder?: string;
      dryRun: boolean;
      wait: boolean;
      delta?: true;
    }
  | { name: 'serve'; mapping?: string; configurations: readonly string[] }
  | { name: 'views install'; mapping?: string; configuration?: string; print: boolean }
  | { name: 'views check'; mapping?: string; configuration?: string; folder?: string }
  | OfMapping<'model check' | 'model install'>
  | { name: 'map'; mapping?: string; configuration?: string; sample: string; records: boolean; cmdb: boolean }
  | PolicyCommand
  | RunsCommand
  | { name: 'help' };

interface OfPolicy {
  mapping?: string;
  configuration?: string;
  source?: string;
  /** The file; without it, the one that the configuration names. */
  policy?: string;
}

/** What is asked of the policy of a source. */
export type PolicyCommand =
  | (Omit<OfPolicy, 'policy'> & { name: 'policy show' })
  | (OfPolicy & { name: 'policy check' })
  | (OfPolicy & { name: 'policy install'; reason: string });

/** What is asked of runs that the CMDB has already. */
export type RunsCommand =
  | { name: 'apply'; mapping?: string; configuration?: string; source?: string; run?: string }
  | { name: 'undo'; mapping?: string; configuration?: string; run: string; reason?: string; dryRun: boolean }
  | { name: 'alert test'; mapping?: string; configuration?: string }
  | { name: 'status'; mapping?: string; configuration?: string; source?: string; json: boolean };

export const usage = `Usage: connector <command> [options]

  run             read the inventory, map it, plan and apply it in the CMDB
  serve           run sources at the times of their schedules, until stopped
  plan            the same as run --dry-run: read, map, plan and show, apply nothing
  apply           apply a run that is planned, or what a person has agreed to of one that waits
  undo            take back what a run (--run ID) wrote
  status          the latest runs of each source, what waits for a person, the age of the last good run
  alert test      have the CMDB send a test alert by every way that it has
  views install   create the SQL views of the mapping in the inventory database, or create them anew
  views check     see whether all views of the mapping, or the files of its folder, are there and can be read
  model check     see whether the CMDB has the classes, attributes and domains of the mapping's model.json
  model install   add to the CMDB's model what is missing; alters nothing
  policy show     print the policy that a source goes by in the CMDB
  policy check    see whether a source goes by the policy of a file
  policy install  make that its policy; takes an administrator
  map             map one inventory document, or a folder of CSV files (--sample), and print the cards

Options:
  --mapping NAME          a folder of mappings/, or the path of one of your own (default: $MAPPING, else ocs)
  --configuration FILE    the paper's configuration.xml; it goes before the environment; serve takes several, one a source
  --folder DIR            (run, plan, views check) the folder that a mapping of CSV files reads; it goes before the others
  --dry-run               (run, undo) show what would be done, and do nothing
  --no-wait               (run) end at once, with 5, when another run of the source is under way
  --delta                 (run, plan) read only the machines that changed since the run before, as far as that is enough
  --run ID                (apply, undo) the run; apply takes the latest of the source that can be applied without it
  --source NAME           (apply, policy, status) the source (default: $SOURCE, else the mapping; of status: all)
  --policy FILE           (policy check, policy install) a policy as JSON; default: the one that the configuration names
  --reason TEXT           (undo, policy install) why; kept in history
  --json                  (status) one JSON document instead of lines
  --print                 (views install) print the SQL and the grants for an administrator, and do nothing
  --sample FILE           (map) the inventory document, - reads standard input; or the folder of a mapping of CSV files
  --records               (map) print the records, a line of JSON each, instead of the cards
  --cmdb                  (map) ask the CMDB what it would do with them; it does nothing

Exit codes: 0 applied; 1 failed, nothing or not everything was applied; 2 wrong usage or configuration;
3 applied, but some records were faulty or failed; 4 applied, but for what waits for a person; 5 nothing was done:
another run of the source is under way.
`;

/**
 * Reads the command line.
 *
 * @throws InvalidInputError when it asks for nothing that exists.
 */
export function parseCommandLine(args: readonly string[]): Command {
  const { values, positionals } = readArguments(args);
  const { mapping, sample, run, source, reason, folder, policy } = values;
  const [configuration, ...further] = values.configuration;
  const options = {
    ...(mapping === undefined ? {} : { mapping }),
    ...(configuration === undefined ? {} : { configuration }),
  };
  const name = positionals.join(' ');
  if (values.help || name === 'help') return { name: 'help' };
  refuseStrayOptions(name, values);
  if (name === 'serve') return { name, ...(mapping && { mapping }), configurations: values.configuration };
  if (further.length > 0) throw new InvalidInputError('--configuration is given once, but for serve');
  const from = { ...options, ...(folder === undefined ? {} : { folder }) };
  const delta = values.delta ? { delta: true as const } : {};
  if (name === 'run') return { name, ...from, dryRun: values['dry-run'], wait: !values['no-wait'], ...delta };
  if (name === 'plan') return { name: 'run', ...from, dryRun: true, wait: true, ...delta };
  if (name === 'status') return { name, ...options, ...(source && { source }), json: values.json };
  if (name === 'apply') return { name, ...options, ...(source && { source }), ...(run && { run }) };
  if (name === 'alert test') return { name, ...options };
  if (name === 'undo') {
    if (run === undefined) throw new InvalidInputError('undo needs --run ID');
    if (reason === undefined && !values['dry-run']) throw new InvalidInputError('undo needs --reason TEXT');
    return { name, ...options, run, ...(reason && { reason }), dryRun: values['dry-run'] };
  }
  if (name === 'views install') return { name, ...options, print: values.print };
  if (name === 'views check') return { name, ...from };
  if (name === 'model check' || name === 'model install') return { name, ...options };
  const ofPolicy = { ...options, ...(source && { source }) };
  const file = policy === undefined ? {} : { policy };
  if (name === 'policy show') return { name, ...ofPolicy };
  if (name === 'policy check') return { name, ...ofPolicy, ...file };
  if (name === 'policy install') {
    if (reason === undefined) throw new InvalidInputError('policy install needs --reason TEXT');
    return { name, ...ofPolicy, ...file, reason };
  }
  if (name === 'map') {
    if (sample === undefined) throw new InvalidInputError('map needs --sample FILE');
    return { name, ...options, sample, records: values.records, cmdb: values.cmdb };
  }
  throw new InvalidInputError(name === '' ? 'A command is missing' : `There is no command "${name}"`);
}

/** Options that only some commands take. */
const owners: Readonly<Record<string, readonly string[]>> = {
  folder: ['run', 'plan', 'views check'],
  'dry-run': ['run', 'undo'],
  'no-wait': ['run'],
  delta: ['run', 'plan'],
  print: ['views install'],
  sample: ['map'],
  records: ['map'],
  cmdb: ['map'],
  run: ['apply', 'undo'],
  source: ['apply', 'policy show', 'policy check', 'policy install', 'status'],
  policy: ['policy check', 'policy install'],
  reason: ['undo', 'policy install'],
  json: ['status'],
};

function refuseStrayOptions(name: string, values: Readonly<Record<string, unknown>>): void {
  for (const [option, commands] of Object.entries(owners)) {
    const isGiven = values[option] !== undefined && values[option] !== false;
    if (isGiven && !commands.includes(name)) {
      throw new InvalidInputError(`--${option} belongs to ${commands.join(' and ')}`);
    }
  }
}

function readArguments(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        mapping: { type: 'string' },
        configuration: { type: 'string', multiple: true, default: [] },
        folder: { type: 'string' },
        sample: { type: 'string' },
        run: { type: 'string' },
        source: { type: 'string' },
        policy: { type: 'string' },
        reason: { type: 'string' },
        json: { type: 'boolean', default: false },
        'dry-run': { type: 'boolean', default: false },
        'no-wait': { type: 'boolean', default: false },
        delta: { type: 'boolean', default: false },
        print: { type: 'boolean', default: false },
        records: { type: 'boolean', default: false },
        cmdb: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new InvalidInputError(error instanceof Error ? error.message : String(error));
  }
}
