import { announceReady, runUntilStopped } from '@popis/runtime';
import type { FastifyInstance } from 'fastify';
import { buildAdminServer } from './admin/admin-server.ts';
import { openAdministration } from './admin/administration.ts';
import { readEnv, toAdminToken, toCredentials, toLimitSettings, toTls } from './env.ts';
import { openLimits } from './limits/limits.ts';
import { log } from './logger.ts';
import { buildServer } from './server.ts';
import { openStore } from './store.ts';
import { renewCertificates } from './tls/secure-server.ts';

const MAX_CONNECTIONS = 10;

/** Reads the certificates again; what cannot be read or used leaves the present ones in force. */
function reloadCertificates(server: FastifyInstance['server']): void {
  try {
    const tls = toTls(readEnv());
    if (tls !== undefined) {
      renewCertificates(server, tls);
      log.info('certificates reloaded');
    }
  } catch (error) {
    log.error({ err: error }, 'certificates not reloaded, the present ones stay in force');
  }
}

await runUntilStopped(async () => {
  const env = readEnv();
  const adminToken = toAdminToken(env);
  const store = await openStore(env.INVENTORY_DATABASE_URL, MAX_CONNECTIONS, (error) =>
    log.warn({ err: error }, 'idle database connection lost'),
  );
  const administration = openAdministration(store);
  const options = {
    compatibility: env.COMPATIBILITY,
    credentials: toCredentials(env),
    extraUserAgents: env.EXTRA_USER_AGENTS,
    packageFolder: env.PACKAGE_FOLDER,
    trustedProxies: env.TRUSTED_PROXIES,
    trustedAddresses: env.TRUSTED_ADDRESSES,
    limits: openLimits(toLimitSettings(env)),
    onContact: administration.contacts.record,
  };
  const server = buildServer(store, options);
  const url = await server.listen({ host: env.HOST, port: env.PORT });
  const servers: FastifyInstance[] = [server];
  const tls = toTls(env);
  if (tls !== undefined) {
    const secure = buildServer(store, { ...options, tls });
    servers.push(secure);
    process.on('SIGHUP', () => reloadCertificates(secure.server));
    log.info({ url: await secure.listen({ host: env.HOST, port: tls.port }) }, 'listening');
  }
  if (adminToken !== undefined) {
    const admin = buildAdminServer(administration, adminToken);
    servers.push(admin);
    const adminUrl = await admin.listen({ host: env.ADMIN_HOST, port: env.ADMIN_PORT });
    log.info({ url: adminUrl }, 'administration listening');
  }
  log.info({ url, compatibility: env.COMPATIBILITY }, 'listening');
  announceReady({ url });
  return {
    async stop(askedBy) {
      log.info({ askedBy }, 'stopping');
      await Promise.all(servers.map((each) => each.close()));
      await administration.contacts.close();
      await store.close();
    },
  };
});
