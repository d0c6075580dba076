import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
  type AccountEntry,
  DEFAULT_LIMITS,
  type InventoryRequest,
  parseReport,
} from '@popis/inventory-format';
import { type Finished, runProcess } from '../../support/processes.ts';

const ourAgent = 'apps/inventory-agent/dist/main.js';
const realAgent = '/usr/bin/ocsinventory-agent';
/** It takes its state folder from a module, so that is told another one before it starts. */
const fusionAgent = `$setup{vardir} = shift @ARGV; do '/usr/bin/fusioninventory-agent'; die $@ if $@`;

/** Runs our agent with its state in a folder. */
export async function runOurAgent(stateFolder: string, ...args: string[]): Promise<Finished> {
  return await runProcess(ourAgent, ['--state-dir', stateFolder, ...args]);
}

/** The report our agent would send now to a server that knows nothing. */
export async function readOurReport(stateFolder: string): Promise<InventoryRequest> {
  const { code, stdout, stderr } = await runOurAgent(stateFolder, '--stdout');
  if (code !== 0) throw new Error(`the agent ended with ${code}: ${stderr}`);
  return toInventory(stdout);
}

/** The DEVICEID our agent has given itself. */
export function readOurDeviceId(stateFolder: string): string {
  return JSON.parse(readFileSync(path.join(stateFolder, 'device.json'), 'utf8')).deviceId;
}

/** The account information our agent keeps about the one server it has spoken to. */
export function readOurAccountInfo(stateFolder: string): AccountEntry[] {
  const [file = ''] = readdirSync(path.join(stateFolder, 'servers'));
  return JSON.parse(readFileSync(path.join(stateFolder, 'servers', file), 'utf8')).accountInfo;
}

/** Runs the real OCS agent with its state in a folder; Debian configures it to write files, which `--local=0` undoes. */
export async function runRealAgent(stateFolder: string, ...args: string[]): Promise<Finished> {
  return await runProgram(realAgent, ['--local=0', `--basevardir=${stateFolder}`, ...args]);
}

/** Runs the real FusionInventory agent with its state in a folder. */
export async function runFusionAgent(stateFolder: string, ...args: string[]): Promise<Finished> {
  const start = ['-I/usr/share/fusioninventory/lib', '-Msetup', '-e', fusionAgent, stateFolder];
  return await runProgram('/usr/bin/perl', [...start, '--logger=stderr', '--tasks=inventory', ...args]);
}

async function runProgram(program: string, args: string[]): Promise<Finished> {
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  });
  const output = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      output[stream] += text;
    });
  }
  const [code, signal] = await once(child, 'close');
  return { code, signal, ...output };
}

/** The inventory the real agent takes of this host. */
export async function readRealReport(stateFolder: string): Promise<InventoryRequest> {
  const { stdout } = await runRealAgent(stateFolder, '--stdout', '--server=http://127.0.0.1:9/ocsinventory');
  return toInventory(stdout.slice(stdout.indexOf('<?xml')));
}

/** A file the real agent keeps about its one server: `ocsinv.conf` (identity) or `ocsinv.adm` (account information). */
export function readRealState(stateFolder: string, name: 'ocsinv.conf' | 'ocsinv.adm'): string {
  const [folder = ''] = readdirSync(stateFolder).filter((entry) => entry.startsWith('http'));
  return readFileSync(path.join(stateFolder, folder, name), 'utf8');
}

function toInventory(xml: string): InventoryRequest {
  const report = parseReport(Buffer.from(xml), DEFAULT_LIMITS);
  if (!report.accepted || report.value.request.query !== 'INVENTORY') {
    throw new Error(`no inventory: ${xml.slice(0, 200)}`);
  }
  return report.value.request;
}
