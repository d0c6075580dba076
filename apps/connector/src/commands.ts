import { readFileSync, statSync } from 'node:fs';
import { InvalidInputError } from '@popis/errors';
import { describeFailure, connectorExitCodes as exitCodes } from '@popis/runtime';
import {
  type Command,
  type PolicyCommand,
  parseCommandLine,
  type RunsCommand,
  usage,
} from './command-line.ts';
import type { Configuration } from './configuration.ts';
import type { ConnectorEnv } from './env.ts';
import { checkFolder } from './extract/csv/check-folder.ts';
import { openCsvFolder, toAskedFolderUrl } from './extract/csv/csv-folder.ts';
import { readSampleFolder, type SampleFolder } from './extract/csv/sample-folder.ts';
import { openSource, refuseFiles } from './extract/open-source.ts';
import { mapSample } from './map-sample.ts';
import type { Mapping } from './mapping/mapping-folder.ts';
import { startEngine } from './mapping/start-engine.ts';
import { workOnModel } from './model/model-commands.ts';
import { workOnPolicy } from './policy/policy-commands.ts';
import type { Say } from './report.ts';
import { runConnector } from './run-connector.ts';
import { workOnRuns } from './runs/run-commands.ts';
import type { RunOutcome } from './runs/run-outcome.ts';
import { serve } from './serve/serve.ts';
import { toServedSources } from './serve/served-sources.ts';
import {
  openMapping,
  readConfiguration,
  toCmdbConnection,
  toConnections,
  toInventoryUrl,
  toMappingName,
  toSource,
} from './settings.ts';
import { openCmdb } from './submit/cmdb-client.ts';
import type { OnRetry } from './submit/http.ts';
import { checkViews, formatMarksFault } from './views/check-views.ts';
import { installViews } from './views/inventory-views.ts';
import { formatInstallation } from './views/print-views.ts';

export interface Output {
  /** A line of progress or result, on standard output. */
  readonly say: Say;
  /** What went wrong, on standard error. */
  readonly complain: Say;
}

/** Does what the command line asks and gives the exit code. */
export async function runCommand(
  args: readonly string[],
  readEnv: () => ConnectorEnv,
  output: Output,
): Promise<number> {
  let command: Command;
  let env: ConnectorEnv;
  try {
    command = parseCommandLine(args);
    if (command.name === 'help') {
      output.say(usage);
      return 0;
    }
    env = readEnv();
  } catch (error) {
    output.complain(describeFailure(error));
    if (error instanceof InvalidInputError && error.faults.length === 0) output.complain(usage);
    return exitCodes.usage;
  }
  try {
    return exitCodes[await doCommand(command, env, output)];
  } catch (error) {
    output.complain(describeFailure(error));
    return error instanceof InvalidInputError ? exitCodes.usage : exitCodes.failed;
  }
}

function doCommand(
  command: Exclude<Command, { name: 'help' }>,
  env: ConnectorEnv,
  output: Output,
): Promise<RunOutcome> {
  if (command.name === 'run') return run(command, env, output);
  if (command.name === 'serve') return serveSources(command, env);
  if (
    command.name === 'apply' ||
    command.name === 'undo' ||
    command.name === 'status' ||
    command.name === 'alert test'
  ) {
    return runs(command, env, output);
  }
  if (
    command.name === 'policy show' ||
    command.name === 'policy check' ||
    command.name === 'policy install'
  ) {
    return policy(command, env, output);
  }
  if (command.name === 'map') return mapOne(command, env, output);
  if (command.name === 'model check' || command.name === 'model install') {
    return model(command, env, output);
  }
  return workOnViews(command, env, output);
}

async function run(
  command: Extract<Command, { name: 'run' }>,
  env: ConnectorEnv,
  { say }: Output,
): Promise<RunOutcome> {
  const configuration = readConfiguration(command.configuration);
  const mapping = openMapping(toMappingName(command.mapping, env, configuration));
  const connections = toConnections(env, configuration, command.folder);
  const closing: (() => Promise<void>)[] = [];
  try {
    const engine = await startEngine(env.XSLT_ENGINE, mapping.stylesheet, mapping.originOf);
    closing.push(() => engine.close());
    const inventory = await openSource(connections.inventoryDatabaseUrl, mapping);
    closing.push(() => inventory.close());
    const cmdb = await openCmdb(connections.cmdbUrl, connections.credentials, sayWait(say));
    closing.push(() => cmdb.signOut());
    const source = toSource(env, configuration, mapping);
    const { dryRun: isDryRun, wait: isPatient, delta: isDelta = false } = command;
    const parts = { mapping, source, engine, inventory, cmdb, isDryRun, isDelta, isPatient, say };
    return await runConnector({ ...parts, leaseSeconds: env.LEASE_SECONDS });
  } finally {
    // What cannot be closed is closed by the end of the process; it must not hide how the run ended.
    for (const close of closing.reverse()) await close().catch(() => undefined);
  }
}

/** Ends with the process; what is wrong with a configuration is known before the first run. */
async function serveSources(
  command: Extract<Command, { name: 'serve' }>,
  env: ConnectorEnv,
): Promise<RunOutcome> {
  await serve(toServedSources(command.configurations, command.mapping, env), env);
  return 'applied';
}

function sayWait(say: Say): OnRetry {
  return (reason, pauseMs) => say(`waiting ${pauseMs} ms: ${reason}`);
}

async function model(
  command: Extract<Command, { name: 'model check' | 'model install' }>,
  env: ConnectorEnv,
  { say }: Output,
): Promise<RunOutcome> {
  const configuration = readConfiguration(command.configuration);
  const mapping = openMapping(toMappingName(command.mapping, env, configuration));
  const { cmdbUrl, credentials } = toCmdbConnection(env, configuration);
  const cmdb = await openCmdb(cmdbUrl, credentials, sayWait(say));
  try {
    await workOnModel(cmdb, mapping, command.name === 'model install', say);
    return 'applied';
  } finally {
    await cmdb.signOut().catch(() => undefined);
  }
}

async function policy(
  command: PolicyCommand,
  env: ConnectorEnv,
  { say, complain }: Output,
): Promise<RunOutcome> {
  const configuration = readConfiguration(command.configuration);
  const { cmdbUrl, credentials } = toCmdbConnection(env, configuration);
  const source = command.source ?? toSourceName(command.mapping, env, configuration);
  const cmdb = await openCmdb(cmdbUrl, credentials, sayWait(complain));
  try {
    await workOnPolicy(cmdb, command, source, configuration?.source?.policy, say);
    return 'applied';
  } finally {
    await cmdb.signOut().catch(() => undefined);
  }
}

/** The source of a command that takes nothing else of its mapping, which is loaded only where it gives the name. */
function toSourceName(
  asked: string | undefined,
  env: ConnectorEnv,
  configuration: Configuration | undefined,
): string {
  const named = configuration?.source?.name ?? env.SOURCE;
  return named ?? openMapping(toMappingName(asked, env, configuration)).name;
}

async function runs(command: RunsCommand, env: ConnectorEnv, { say, complain }: Output): Promise<RunOutcome> {
  const configuration = readConfiguration(command.configuration);
  const { cmdbUrl, credentials } = toCmdbConnection(env, configuration);
  const source = toSourceName(command.mapping, env, configuration);
  const cmdb = await openCmdb(cmdbUrl, credentials, sayWait(complain));
  try {
    return await workOnRuns(cmdb, command, source, say);
  } finally {
    await cmdb.signOut().catch(() => undefined);
  }
}

async function workOnViews(
  command: Extract<Command, { name: 'views install' | 'views check' }>,
  env: ConnectorEnv,
  { say, complain }: Output,
): Promise<RunOutcome> {
  const configuration = readConfiguration(command.configuration);
  const mapping = openMapping(toMappingName(command.mapping, env, configuration));
  if (command.name === 'views install') refuseFiles(mapping, 'there are no views to install');
  const folder = command.name === 'views check' ? command.folder : undefined;
  const url = toInventoryUrl(env, configuration, folder);
  if (command.name === 'views install' && command.print) {
    say(formatInstallation(mapping, url));
    return 'applied';
  }
  const inventory = await openSource(url, mapping);
  try {
    if (inventory.dialect === 'csv') {
      const faulty = await checkFolder(inventory, mapping, say, complain);
      return faulty === 0 ? 'applied' : 'applied with faults';
    }
    const installed = command.name === 'views install' ? await installViews(inventory, mapping) : undefined;
    for (const name of installed?.created ?? []) say(`created ${name}`);
    const { selection, surplus } = await checkViews(inventory, mapping);
    const { master, slaves, marks } = selection;
    say(`${master.name}: master, joined by ${master.columns[0]}, key ${master.columns[1]}`);
    for (const slave of slaves) say(`${slave.name}: slave, joined by ${slave.columns[0]}`);
    if (marks !== undefined) say(`${marks.name}: change marks, by ${marks.columns[0]}`);
    if (installed?.marksFault !== undefined) complain(`warning: ${installed.marksFault}`);
    if (selection.marksFault !== undefined) complain(formatMarksFault(selection.marksFault));
    if (command.name === 'views check') {
      for (const grant of surplus) complain(`warning: the account may do more than read the views: ${grant}`);
    }
    return 'applied';
  } finally {
    await inventory.close();
  }
}

async function mapOne(
  command: Extract<Command, { name: 'map' }>,
  env: ConnectorEnv,
  { say, complain }: Output,
): Promise<RunOutcome> {
  const configuration = readConfiguration(command.configuration);
  const mapping = openMapping(toMappingName(command.mapping, env, configuration));
  const sample = await readSample(command.sample, mapping, configuration?.inventoryDatabaseUrl);
  const connection = command.cmdb ? toCmdbConnection(env, configuration) : undefined;
  const engine = await startEngine(env.XSLT_ENGINE, mapping.stylesheet, mapping.originOf);
  const client =
    connection && (await openCmdb(connection.cmdbUrl, connection.credentials, sayWait(complain)));
  try {
    const cmdb = client && { client, source: toSource(env, configuration, mapping) };
    return await mapSample({ mapping, engine, sample, asRecords: command.records, cmdb, say, complain });
  } finally {
    await client?.signOut().catch(() => undefined);
    await engine.close();
  }
}

/** The documents of a sample: one, or all that a folder of CSV files gives. */
async function readSample(
  file: string,
  mapping: Mapping,
  configured: string | undefined,
): Promise<SampleFolder> {
  if (mapping.files !== undefined && isFolder(file)) {
    return readSampleFolder(await openCsvFolder(toAskedFolderUrl(file, configured)), mapping);
  }
  try {
    const document = readFileSync(file === '-' ? 0 : file, 'utf8');
    return { documents: [document], rejected: [], notes: [] };
  } catch (error) {
    throw new InvalidInputError(`The sample ${file} cannot be read`, [], { cause: error });
  }
}

function isFolder(file: string): boolean {
  return file.startsWith('file:') || statSync(file, { throwIfNoEntry: false })?.isDirectory() === true;
}
