// A real OCS Inventory server (Debian's packages: Apache with mod_perl and ocsinventory-server) on a database of its own
// in the MariaDB peer, and the real agents, ocsinventory-agent and fusioninventory-agent, for the tests that start them. Nothing system-wide is configured.
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { accepts, freePort, startDaemon, waitForDaemon } from '../daemon.mjs';
import { apacheConfiguration, ocsConfiguration } from './configuration.mjs';
import { createOcsDatabase } from './database.mjs';

export const needs = {
  'apache2-bin': '/usr/sbin/apache2',
  'libapache2-mod-perl2': '/usr/lib/apache2/modules/mod_perl.so',
  'ocsinventory-server': '/etc/apache2/conf-available/ocsinventory-server.conf',
  // XML::Simple needs a parser and the packages above only recommend one.
  'libxml-parser-perl': '/usr/share/doc/libxml-parser-perl/copyright',
  'ocsinventory-agent': '/usr/bin/ocsinventory-agent',
  'fusioninventory-agent': '/usr/bin/fusioninventory-agent',
};
export const debconf = [
  'ocsinventory-server ocsinventory-server/dbconfig-install boolean false',
  'ocsinventory-agent ocsinventory-agent/method select local',
];
export const uses = ['mariadb'];
export const daemons = ['apache2'];

export async function start({ folder, secret, peer, log }) {
  const port = await freePort();
  const { mariadbUrl } = await peer('mariadb');
  const databaseUrl = new URL('ocsweb', mariadbUrl);
  databaseUrl.username = 'ocs';
  databaseUrl.password = secret();
  log('loading the schema');
  await createOcsDatabase({ folder, adminUrl: new URL(mariadbUrl), databaseUrl });

  // The server writes its log as the user www-data; a request whose log cannot be written is answered with 500.
  const logFolder = path.join(folder, 'log');
  mkdirSync(logFolder);
  chmodSync(logFolder, 0o1777);
  const ocsFile = path.join(folder, 'ocsinventory-server.conf');
  const apacheFile = path.join(folder, 'apache2.conf');
  const packaged = readFileSync(needs['ocsinventory-server'], 'utf8');
  writeFileSync(ocsFile, ocsConfiguration(packaged, { logFolder, databaseUrl }), { mode: 0o600 });
  writeFileSync(apacheFile, apacheConfiguration({ folder, port, ocsFile, isRoot: process.getuid() === 0 }));
  startDaemon(folder, 'apache2', '/usr/sbin/apache2', ['-D', 'FOREGROUND', '-f', apacheFile]);
  await waitForDaemon(folder, 'apache2', () => accepts(port));
  return { ocsUrl: `http://127.0.0.1:${port}/ocsinventory`, ocsDatabaseUrl: databaseUrl.href };
}
