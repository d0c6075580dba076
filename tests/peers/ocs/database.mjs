// The OCS database as the console's installer leaves it: schema from Debian's ocsinventory-reports, which is not installed.
import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

// Debian pairs server 2.8.1 with the console 2.11.1. From schema 7045 on software_name.CATEGORY is gone, without which
// server 2.8.1 cannot store software: the updates stop at the last version that both know.
const LAST_SCHEMA = 7039;
const INSTALLED = '/usr/share/ocsinventory-reports/files';
// The scripts were written for a MySQL that takes zero dates and cuts long values.
const SQL_MODE = "SET sql_mode='NO_ENGINE_SUBSTITUTION';\n";

/** Makes the database and the account of `databaseUrl`, replacing what was left of an earlier one. */
export async function createOcsDatabase({ folder, adminUrl, databaseUrl }) {
  const scripts = existsSync(INSTALLED) ? INSTALLED : await downloadScripts(folder);
  const name = databaseUrl.pathname.slice(1);
  const { username, password } = databaseUrl;
  await query(
    adminUrl,
    '',
    `DROP DATABASE IF EXISTS ${name}; CREATE DATABASE ${name} CHARACTER SET utf8mb3 COLLATE utf8mb3_bin;
     CREATE OR REPLACE USER ${username}@'%' IDENTIFIED BY '${password}';
     GRANT ALL ON ${name}.* TO ${username}@'%';`,
  );
  await query(adminUrl, name, SQL_MODE + readFileSync(path.join(scripts, 'ocsbase_new.sql'), 'utf8'));
  const installed = Number(await query(adminUrl, name, "SELECT tvalue FROM config WHERE name='GUI_VERSION'"));
  const updates = readdirSync(path.join(scripts, 'update'))
    .filter((file) => /^\d+\.sql$/.test(file))
    .map((file) => Number.parseInt(file, 10))
    .filter((version) => version > installed && version <= LAST_SCHEMA)
    .sort((left, right) => left - right);
  for (const version of updates) {
    const sql = readFileSync(path.join(scripts, 'update', `${version}.sql`), 'utf8');
    // As the console's installer does: a statement that finds its work done already is no failure.
    await query(adminUrl, name, SQL_MODE + sql, ['--force']);
  }
  await query(adminUrl, name, `UPDATE config SET tvalue='${LAST_SCHEMA}' WHERE name='GUI_VERSION'`);
}

async function downloadScripts(folder) {
  const into = path.join(folder, 'ocsinventory-reports');
  mkdirSync(into);
  // apt downloads as the user _apt, who may not write here: root has to do it itself.
  await run('apt-get', ['-q', '-o', 'APT::Sandbox::User=root', 'download', 'ocsinventory-reports'], {
    cwd: into,
  });
  const archive = readdirSync(into).find((file) => file.endsWith('.deb'));
  await run('dpkg-deb', ['-x', path.join(into, archive), into]);
  return path.join(into, INSTALLED.slice(1));
}

function query(url, database, sql, options = []) {
  const connection = ['-h', url.hostname, '-P', url.port, '-u', url.username];
  return new Promise((resolve, reject) => {
    const args = ['--no-defaults', ...connection, '-N', '-B', ...options, ...(database ? [database] : [])];
    const client = spawn('mariadb', args, { env: { ...process.env, MYSQL_PWD: url.password } });
    const output = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr']) {
      client[stream].setEncoding('utf8').on('data', (text) => {
        output[stream] += text;
      });
    }
    client.on('error', reject);
    client.on('close', (code) => {
      const passed = code === 0 || options.includes('--force');
      if (passed) resolve(output.stdout.trim());
      else reject(new Error(`mariadb: ${output.stderr.trim()}`));
    });
    client.stdin.on('error', () => undefined);
    client.stdin.end(sql);
  });
}
