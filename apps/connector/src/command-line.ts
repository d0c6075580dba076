import { parseArgs } from 'node:util';
import { InvalidInputError } from '@popis/errors';

/** A command that takes nothing but a mapping and a configuration. */
type OfMapping<Name> = Name extends string ? { name: Name; mapping?: string; configuration?: string } : never;

/** What a person asks of the connector. */
export type Command =
  | { name: 'run'; mapping?: string; configuration?: string; dryRun: boolean }
  | { name: 'views install'; mapping?: string; configuration?: string; print: boolean }
  | OfMapping<'views check' | 'model check' | 'model install'>
  | { name: 'map'; mapping?: string; configuration?: string; sample: string; records: boolean; cmdb: boolean }
  | { name: 'help' };

export const usage = `Usage: connector <command> [options]

  run             read the inventory, map it, plan and apply it in the CMDB
  views install   create the SQL views of the mapping in the inventory database, or create them anew
  views check     see whether all views of the mapping are there and can be read
  model check     see whether the CMDB has the classes, attributes and domains of the mapping's model.json
  model install   add to the CMDB's model what is missing; alters nothing
  map             map one inventory document (--sample FILE) and print the cards

Options:
  --mapping NAME          a folder of mappings/, or the path of one of your own (default: $MAPPING, else ocs)
  --configuration FILE    the paper's configuration.xml; it goes before the environment
  --dry-run               (run) plan, show, and apply nothing
  --print                 (views install) print the SQL and the grants for an administrator, and do nothing
  --sample FILE           (map) the inventory document; - reads standard input
  --records               (map) print the records, a line of JSON each, instead of the cards
  --cmdb                  (map) ask the CMDB what it would do with them; it does nothing

Exit codes: 0 applied; 1 failed, nothing or not everything was applied; 2 wrong usage or configuration;
3 applied, but some records were faulty or failed.
`;

/**
 * Reads the command line.
 *
 * @throws InvalidInputError when it asks for nothing that exists.
 */
export function parseCommandLine(args: readonly string[]): Command {
  const { values, positionals } = readArguments(args);
  const { mapping, configuration, sample } = values;
  const options = {
    ...(mapping === undefined ? {} : { mapping }),
    ...(configuration === undefined ? {} : { configuration }),
  };
  const name = positionals.join(' ');
  if (values.help || name === 'help') return { name: 'help' };
  if (values['dry-run'] && name !== 'run') throw new InvalidInputError('--dry-run belongs to run');
  for (const option of ['records', 'cmdb'] as const) {
    if (values[option] && name !== 'map') throw new InvalidInputError(`--${option} belongs to map`);
  }
  if (name === 'run') return { name, ...options, dryRun: values['dry-run'] };
  if (values.print && name !== 'views install')
    throw new InvalidInputError('--print belongs to views install');
  if (name === 'views install') return { name, ...options, print: values.print };
  if (name === 'views check') return { name, ...options };
  if (name === 'model check' || name === 'model install') return { name, ...options };
  if (name === 'map') {
    if (sample === undefined) throw new InvalidInputError('map needs --sample FILE');
    return { name, ...options, sample, records: values.records, cmdb: values.cmdb };
  }
  throw new InvalidInputError(name === '' ? 'A command is missing' : `There is no command "${name}"`);
}

function readArguments(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        mapping: { type: 'string' },
        configuration: { type: 'string' },
        sample: { type: 'string' },
        'dry-run': { type: 'boolean', default: false },
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
