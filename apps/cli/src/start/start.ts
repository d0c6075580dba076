import { hostname } from 'node:os';
import path from 'node:path';
import { connectorExitCodes, type Stoppable } from '@popis/runtime';
import { getEntry, getWebRoot } from '../apps.ts';
import { type DataFolder, ensureToken, makeDataFolder, toDataFolder } from '../data-folder.ts';
import { type Endpoints, removeEndpoints, writeEndpoints } from '../endpoints.ts';
import { readEnv } from '../env.ts';
import { requestLoginLink } from '../login-link.ts';
import { ChildFailedError, formatLogTail } from './child-failed-error.ts';
import { type Databases, startDatabases } from './database.ts';
import { checkPortFree, choosePort, portInUse } from './ports.ts';
import { createProgress, type Progress } from './progress.ts';
import { runToEnd } from './run-to-end.ts';
import { type Service, startService } from './service.ts';
import {
  type StartFacts,
  toCmdbApiEnvironment,
  toConnectorEnvironment,
  toConnectorServiceEnvironment,
  toInventoryServerEnvironment,
  toInventoryUrl,
  toTag,
  toWebUrl,
} from './service-environments.ts';
import type { StartOptions } from './start-options.ts';

interface Start {
  options: StartOptions;
  data: DataFolder;
  progress: Progress;
  stopAsked: AbortSignal;
  /** What runs already, to be stopped in the opposite order. */
  running: Stoppable[];
}

/**
 * Brings the whole system up on one machine: PostgreSQL, the CMDB, the inventory server, with `demo` an inventory of this host
 * and a connector run, and the connector that runs the inventory whenever a schedule in the CMDB says so. Whatever fails or is interrupted, everything that was started is stopped.
 */
export async function start(options: StartOptions, stopAsked: AbortSignal): Promise<Stoppable> {
  const progress = createProgress(options.demo ? 6 : 4, process.stdout);
  const started: Start = { options, data: toDataFolder(options.dataDir), progress, stopAsked, running: [] };
  try {
    await bringUp(started);
  } catch (error) {
    await stopAll(started);
    if (error instanceof ChildFailedError) console.error(formatLogTail(error));
    throw error;
  }
  return { stop: () => stopAll(started) };
}

async function bringUp(started: Start): Promise<void> {
  const { data, progress, options } = started;
  const entries = { api: getEntry('cmdb-api'), server: getEntry('inventory-server') };
  await makeDataFolder(data);
  const databases = await progress.step('PostgreSQL', () => startDatabases(data.postgres, progress.note));
  started.running.push(databases);
  const facts = await gatherFacts(started, databases);
  const endpoints = toEndpoints(facts);
  await ensureToken(data.adminTokenFile);
  await ensureToken(data.inventoryAdminTokenFile);
  await serve(started, 'CMDB', 'cmdb-api', entries.api, toCmdbApiEnvironment(readEnv(), facts), '--port');
  const serverEnv = toInventoryServerEnvironment(readEnv(), facts);
  await serve(started, 'Inventory server', 'inventory-server', entries.server, serverEnv, '--inventory-port');
  await writeEndpoints(data, endpoints);
  started.running.push({ stop: () => removeEndpoints(data) });
  if (options.demo) await demonstrate(started, facts);
  started.running.push(await startConnector(started, facts));
  const loginLink = await progress.step('Login link', () => requestLoginLink(endpoints));
  console.log(`Popis is ready at ${endpoints.webUrl} – sign in, once and within 15 minutes: ${loginLink}`);
}

async function gatherFacts({ options, data }: Start, databases: Databases): Promise<StartFacts> {
  const port = await choosePort(options.port);
  const inventoryPort = await choosePort(options.inventoryPort);
  await checkPortFree(port, '--port');
  await checkPortFree(inventoryPort, '--inventory-port');
  return {
    cmdbDatabaseUrl: databases.cmdbUrl,
    inventoryDatabaseUrl: databases.inventoryUrl,
    documents: data.documents,
    adminTokenFile: data.adminTokenFile,
    packages: data.packages,
    reports: data.reports,
    inventoryAdminTokenFile: data.inventoryAdminTokenFile,
    webRoot: getWebRoot(),
    port,
    inventoryPort,
    // Nobody but the CMDB asks there.
    inventoryAdminPort: await choosePort(0),
    demo: options.demo,
  };
}

function toEndpoints(facts: StartFacts): Endpoints {
  const webUrl = toWebUrl(facts);
  return {
    webUrl,
    apiUrl: `${webUrl}/api`,
    inventoryUrl: toInventoryUrl(facts),
    cmdbDatabaseUrl: facts.cmdbDatabaseUrl,
    inventoryDatabaseUrl: facts.inventoryDatabaseUrl,
    adminTokenFile: facts.adminTokenFile,
  };
}

async function serve(
  started: Start,
  title: string,
  name: string,
  entry: string,
  env: Readonly<Record<string, string | undefined>>,
  portOption: string,
): Promise<void> {
  const { progress, stopAsked, data, running } = started;
  const service = { name, entry, env, logFile: logFileOf(data, name), onNote: progress.note };
  try {
    running.push(await progress.step<Service>(title, () => startService(service, stopAsked)));
  } catch (error) {
    // Free a moment ago, taken by now.
    if (error instanceof ChildFailedError && error.code === 'EADDRINUSE') {
      throw portInUse(Number(env.PORT), portOption);
    }
    throw error;
  }
}

function startConnector({ data, progress, stopAsked }: Start, facts: StartFacts): Promise<Service> {
  const name = 'connector-serve';
  const service = {
    ...{ name, entry: getEntry('connector'), args: ['serve'] },
    env: toConnectorServiceEnvironment(readEnv(), facts),
    logFile: logFileOf(data, name),
    onNote: progress.note,
  };
  return startService(service, stopAsked);
}

/** A demonstration that fails is said, and does not take the system down that people want to use. */
async function demonstrate(started: Start, facts: StartFacts): Promise<void> {
  const { progress, stopAsked, data } = started;
  const tag = toTag(hostname());
  const agent = {
    name: 'inventory-agent',
    entry: getEntry('inventory-agent'),
    args: ['--server', toInventoryUrl(facts), '--tag', tag, '--state-dir', data.agent, '--force'],
    env: readEnv(),
    logFile: logFileOf(data, 'inventory-agent'),
  };
  const connector = {
    name: 'connector',
    entry: getEntry('connector'),
    args: ['run'],
    env: toConnectorEnvironment(readEnv(), facts),
    logFile: logFileOf(data, 'connector'),
    alsoWell: [connectorExitCodes.waiting],
  };
  await attempt(progress, `Inventory of this host as ${tag}`, () => runToEnd(agent, stopAsked));
  const code = await attempt(progress, 'Connector run', () => runToEnd(connector, stopAsked));
  if (code === connectorExitCodes.waiting)
    progress.note('Some of what it would change waits for a person: see Runs in the CMDB');
}

async function attempt(
  progress: Progress,
  title: string,
  work: () => Promise<number>,
): Promise<number | undefined> {
  try {
    return await progress.step(title, work);
  } catch (error) {
    if (!(error instanceof ChildFailedError)) throw error;
    progress.note(`${error.message}\n${formatLogTail(error)}`);
    return undefined;
  }
}

function logFileOf(data: DataFolder, name: string): string {
  return path.join(data.logs, `${name}.log`);
}

/** One that cannot be stopped keeps none of the others running. */
async function stopAll(started: Start): Promise<void> {
  const faults: unknown[] = [];
  for (let service = started.running.pop(); service !== undefined; service = started.running.pop()) {
    await service.stop().catch((error: unknown) => faults.push(error));
  }
  if (faults.length > 0) throw new AggregateError(faults, 'Not everything could be stopped');
}
