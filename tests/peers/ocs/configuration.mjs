// Configuration files of the OCS server peer.

const MODULES = '/usr/lib/apache2/modules';

/** Debian's own server configuration, pointed at our database. Its SOAP part is left out: it needs SOAP::Lite. */
export function ocsConfiguration(packaged, { logFolder, databaseUrl }) {
  const settings = {
    OCS_DB_HOST: databaseUrl.hostname,
    OCS_DB_PORT: databaseUrl.port,
    OCS_DB_NAME: databaseUrl.pathname.slice(1),
    OCS_DB_LOCAL: databaseUrl.pathname.slice(1),
    OCS_DB_USER: databaseUrl.username,
    OCS_OPT_LOGPATH: `"${logFolder}"`,
    OCS_OPT_LOGLEVEL: '1',
  };
  const lines = [];
  for (const line of packaged.split('\n')) {
    if (line.includes('PerlModule Apache::Ocsinventory::SOAP')) break;
    const name = /^\s*PerlSet(?:Env|Var)\s+(\w+)/.exec(line)?.[1];
    if (name === 'OCS_DB_PWD') lines.push(`  PerlSetVar OCS_DB_PWD ${databaseUrl.password}`);
    else if (name in settings) lines.push(`  PerlSetEnv ${name} ${settings[name]}`);
    else lines.push(line);
  }
  return `${lines.join('\n')}\n</IfModule>\n`;
}

/** An Apache of its own: loopback only, few workers, every file it writes in `folder`. */
export function apacheConfiguration({ folder, port, ocsFile, isRoot }) {
  const modules = ['mpm_prefork', 'authz_core', 'authz_host', 'authn_core', 'env', 'mime', 'alias', 'perl'];
  return `ServerRoot /etc/apache2
ServerName localhost
Listen 127.0.0.1:${port}
PidFile ${folder}/httpd.pid
Mutex default:${folder}
${modules.map((name) => `LoadModule ${name}_module ${MODULES}/mod_${name}.so`).join('\n')}
TypesConfig /etc/mime.types
${isRoot ? 'User www-data\nGroup www-data' : ''}
StartServers 2
MinSpareServers 1
MaxSpareServers 2
MaxRequestWorkers 4
KeepAlive On
Timeout 60
ErrorLog ${folder}/apache2-error.log
LogLevel warn
Include ${ocsFile}
`;
}
