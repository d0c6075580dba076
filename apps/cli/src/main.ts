#!/usr/bin/env node
import { NotFoundError } from '@popis/errors';
import { describeFailure, runUntilStopped, withSmallYoungGeneration } from '@popis/runtime';
import { getEntry } from './apps.ts';
import { fillConnectorEnvironment } from './connector-environment.ts';
import { toDataFolder } from './data-folder.ts';
import { type Endpoints, findEndpoints } from './endpoints.ts';
import { readEnv } from './env.ts';
import { requestLoginLink } from './login-link.ts';
import { passThrough } from './pass-through.ts';
import { buildProgram } from './program.ts';
import { start } from './start/start.ts';
import { toStartOptions } from './start/start-options.ts';

const program = buildProgram({
  start: (given) => runUntilStopped((stopAsked) => start(toStartOptions(given), stopAsked)),
  async connector(dataDir, args) {
    const endpoints =
      dataDir === undefined ? await findEndpoints(toDataFolder('./data')) : await getEndpoints(dataDir);
    const env = endpoints === undefined ? readEnv() : fillConnectorEnvironment(readEnv(), endpoints);
    process.exitCode = await passThrough(getEntry('connector'), args, withSmallYoungGeneration(env));
  },
  async agent(args) {
    process.exitCode = await passThrough(getEntry('inventory-agent'), args, readEnv());
  },
  async enrolment(dataDir, args) {
    const env = readEnv();
    const isNamed = dataDir === undefined && env.INVENTORY_DATABASE_URL !== undefined;
    const url = isNamed
      ? env.INVENTORY_DATABASE_URL
      : (await getEndpoints(dataDir ?? './data')).inventoryDatabaseUrl;
    const entry = getEntry('inventory-server', 'enrolment');
    process.exitCode = await passThrough(entry, args, { ...env, INVENTORY_DATABASE_URL: url });
  },
  async inventory(args) {
    process.exitCode = await passThrough(getEntry('inventory-server', 'report'), args, readEnv());
  },
  async loginLink(dataDir) {
    console.log(await requestLoginLink(await getEndpoints(dataDir)));
  },
  async verifyHistory({ dataDir, anchor, newAnchor }) {
    const env = readEnv();
    const isNamed = dataDir === undefined && env.DATABASE_URL !== undefined;
    const url = isNamed ? env.DATABASE_URL : (await getEndpoints(dataDir ?? './data')).cmdbDatabaseUrl;
    const args = [...toOption('--anchor', anchor), ...toOption('--new-anchor', newAnchor)];
    process.exitCode = await passThrough(getEntry('cmdb-api', 'verify'), args, { ...env, DATABASE_URL: url });
  },
});

function toOption(name: string, value: string | undefined): string[] {
  return value === undefined ? [] : [name, value];
}

async function getEndpoints(dataDir: string): Promise<Endpoints> {
  const endpoints = await findEndpoints(toDataFolder(dataDir));
  if (endpoints !== undefined) return endpoints;
  throw new NotFoundError(
    `No popis start runs on the data folder ${dataDir}; start it, or name its folder with --data-dir`,
  );
}

try {
  await program.parseAsync();
} catch (error) {
  console.error(describeFailure(error));
  process.exitCode = 1;
}
