import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { note } from '../measure/report.ts';

const run = promisify(execFile);
const scripts = path.resolve(import.meta.dirname, '../../tests/peers');
const stateFolder = '/var/tmp/popis-bench-peers';

/** A MariaDB server and a real OCS server on it, and the processes whose time is counted. */
export interface BenchPeers {
  mariadbUrl: string;
  mariadbPid: number;
  ocsUrl: string;
  ocsDatabaseUrl: string;
  ocsPid: number;
  stop(): Promise<void>;
}

/** Brings them up as the tests do; a Debian and root's rights are needed the first time. */
export async function startBenchPeers(): Promise<BenchPeers> {
  note('bringing up MariaDB and a real OCS server');
  await run(process.execPath, [path.join(scripts, 'up.mjs'), stateFolder, 'mariadb', 'ocs']);
  const values = JSON.parse(await readFile(path.join(stateFolder, 'peers.json'), 'utf8'));
  const pidOf = async (file: string) => Number(await readFile(path.join(stateFolder, file), 'utf8'));
  return {
    mariadbUrl: values.mariadbUrl,
    mariadbPid: await pidOf('mariadb/mariadbd.pid'),
    ocsUrl: values.ocsUrl,
    ocsDatabaseUrl: values.ocsDatabaseUrl,
    ocsPid: await pidOf('ocs/apache2.pid'),
    stop: async () => {
      await run(process.execPath, [path.join(scripts, 'down.mjs'), stateFolder]);
    },
  };
}
