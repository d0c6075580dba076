import { type Fault, InvalidInputError } from '@popis/errors';
import type { Schedule } from '@popis/schedule';
import type { ConnectorEnv } from '../env.ts';
import type { Mapping } from '../mapping/mapping-folder.ts';
import { readPolicyFile } from '../policy/policy-file.ts';
import {
  type Connections,
  openMapping,
  readConfiguration,
  toConnections,
  toMappingName,
  toSource,
} from '../settings.ts';
import type { PolicyFile } from '../submit/runs-client.ts';

/** A source that is run again and again. */
export interface ServedSource {
  readonly source: string;
  readonly mapping: Mapping;
  readonly connections: Connections;
  /** When, if its configuration says so; else the CMDB does. */
  readonly schedule?: Schedule;
  /** By which policy its configuration says it goes. */
  readonly policy?: { readonly file: string; readonly content: PolicyFile };
}

/**
 * The sources that configuration files describe, one each; without a file, the one of the environment.
 *
 * @throws InvalidInputError when two are of one source: they would run its times twice.
 */
export function toServedSources(
  configurations: readonly string[],
  mappingName: string | undefined,
  env: ConnectorEnv,
): ServedSource[] {
  if (configurations.length > 1 && mappingName !== undefined) {
    throw new InvalidInputError('--mapping counts for one source: name the others in their configurations');
  }
  const files = configurations.length === 0 ? [undefined] : configurations;
  const served = files.map((file) => toServedSource(file, mappingName, env));
  const faults: Fault[] = [];
  for (const [index, { source }] of served.entries()) {
    if (served.findIndex((other) => other.source === source) === index) continue;
    faults.push({ path: files[index] ?? '', message: `is of the source ${source}, as another one is` });
  }
  if (faults.length > 0) throw new InvalidInputError('Each source needs one configuration', faults);
  return served;
}

function toServedSource(
  file: string | undefined,
  mappingName: string | undefined,
  env: ConnectorEnv,
): ServedSource {
  const configuration = readConfiguration(file);
  const mapping = openMapping(toMappingName(mappingName, env, configuration));
  const schedule = configuration?.schedule;
  const policyFile = configuration?.source?.policy;
  if (schedule !== undefined && schedule.deltaCron !== null) demandNamedMarks(mapping, file ?? '');
  return {
    source: toSource(env, configuration, mapping),
    mapping,
    connections: toConnections(env, configuration),
    ...(schedule === undefined ? {} : { schedule }),
    ...(policyFile === undefined
      ? {}
      : { policy: { file: policyFile, content: readPolicyFile(policyFile) } }),
  };
}

/** What can be known of a delta before its first: a mapping that names no change marks never has one. */
function demandNamedMarks({ name, views, files }: Mapping, file: string): void {
  if (views?.marks !== undefined) return;
  const reads = files === undefined ? 'names no view of change marks in its views.json' : 'reads CSV files';
  throw new InvalidInputError(`${file} has faults`, [
    {
      path: 'configuration/schedule/DeltaCron',
      message: `needs change marks, and the mapping ${name} ${reads}: leave it out, full runs do without`,
    },
  ]);
}
