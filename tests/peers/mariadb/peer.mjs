// A MariaDB server with its own data folder; a throw-away for tests, not the system's server.
import { execFile } from 'node:child_process';
import { chownSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { accepts, freePort, startDaemon, waitForDaemon } from '../daemon.mjs';

const run = promisify(execFile);

export const needs = { 'mariadb-server': '/usr/sbin/mariadbd', 'mariadb-client': '/usr/bin/mariadb' };
export const daemons = ['mariadbd'];

export async function start({ folder, secret, log }) {
  const port = await freePort();
  const password = secret();
  const configuration = path.join(folder, 'my.cnf');
  const init = path.join(folder, 'init.sql');
  writeFileSync(configuration, serverConfiguration(folder, port, process.env.MARIADB_SQL_MODE));
  writeFileSync(
    init,
    `CREATE USER popis@'%' IDENTIFIED BY '${password}';
GRANT ALL PRIVILEGES ON *.* TO popis@'%' WITH GRANT OPTION;
`,
  );
  log('making the data folder');
  if (process.getuid() === 0) await giveTo('mysql', folder, init);
  await run('mariadb-install-db', [
    `--defaults-file=${configuration}`,
    `--auth-root-authentication-method=${process.getuid() === 0 ? 'socket' : 'normal'}`,
    '--skip-test-db',
  ]);
  startDaemon(folder, 'mariadbd', '/usr/sbin/mariadbd', [
    `--defaults-file=${configuration}`,
    `--init-file=${init}`,
  ]);
  await waitForDaemon(folder, 'mariadbd', () => accepts(port));
  return { mariadbUrl: `mysql://popis:${password}@127.0.0.1:${port}/` };
}

async function giveTo(user, ...files) {
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map(async (which) => Number((await run('id', [which, user])).stdout)),
  );
  for (const file of files) chownSync(file, uid, gid);
}

/** As durable as a real server in all but the last second before a crash of the machine; small in memory. */
function serverConfiguration(folder, port, sqlMode) {
  return `[mysqld]
${process.getuid() === 0 ? 'user=mysql' : ''}
datadir=${folder}/data
socket=${folder}/mariadbd.sock
pid-file=${folder}/server.pid
bind-address=127.0.0.1
port=${port}
skip-name-resolve
character-set-server=utf8mb4
collation-server=utf8mb4_general_ci
innodb_flush_log_at_trx_commit=2
innodb_buffer_pool_size=256M
innodb_log_file_size=64M
max_allowed_packet=64M
max_connections=200
${sqlMode === undefined ? '' : `sql_mode=${sqlMode}`}
`;
}
