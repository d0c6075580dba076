import { setTimeout as sleep } from 'node:timers/promises';
import { openMetrics } from '@popis/metrics';
import { announceReady, readVersion, runUntilStopped } from '@popis/runtime';
import type { FastifyInstance } from 'fastify';
import { buildAdminServer } from './admin/admin-server.ts';
import { openAdministration } from './admin/administration.ts';
import { openBursts } from './bursts/bursts.ts';
import type { Contact } from './contacts/contact.ts';
import { logContact } from './contacts/log-contact.ts';
import { readEnv, toAdminTokens, toCredentials, toLimitSettings, toRawReports, toTls } from './env.ts';
import { serveHealth } from './health/health-routes.ts';
import { openServerReadiness } from './health/readiness.ts';
import { openLimits } from './limits/limits.ts';
import { log } from './logger.ts';
import { countContacts } from './metrics/contact-metrics.ts';
import { tellState } from './metrics/state-metrics.ts';
import { openRequestWatch } from './metrics/watch-requests.ts';
import { keepReports } from './raw-reports/keep-reports.ts';
import { openRawReports } from './raw-reports/raw-reports.ts';
import { buildServer } from './server.ts';
import { openStore } from './store.ts';
import { type Certificates, renewCertificates } from './tls/secure-server.ts';

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
  const tokens = toAdminTokens(env);
  const store = await openStore(env.INVENTORY_DATABASE_URL, MAX_CONNECTIONS, (error) =>
    log.warn({ err: error }, 'idle database connection lost'),
  );
  const rawOptions = toRawReports(env);
  const rawReports = rawOptions === undefined ? undefined : await openRawReports(store, rawOptions);
  const administration = openAdministration(store, env.PACKAGE_FOLDER, rawReports);
  const registry = openMetrics('inventory-server', readVersion(import.meta.dirname));
  const countContact = countContacts(registry);
  const watchRequests = openRequestWatch(registry);
  tellState(registry, store, administration);
  const readiness = openServerReadiness(store);
  const options = {
    compatibility: env.COMPATIBILITY,
    credentials: toCredentials(env),
    extraUserAgents: env.EXTRA_USER_AGENTS,
    packageFolder: env.PACKAGE_FOLDER,
    trustedProxies: env.TRUSTED_PROXIES,
    trustedAddresses: env.TRUSTED_ADDRESSES,
    limits: openLimits(toLimitSettings(env)),
    bursts: openBursts(),
    onContact: (contact: Contact) => {
      administration.contacts.record(contact);
      countContact(contact);
      logContact(contact);
    },
    ...(rawReports === undefined ? {} : { onReport: keepReports(rawReports.keeper) }),
  };
  const build = (certificates?: Certificates) => {
    const built = buildServer(
      store,
      certificates === undefined ? options : { ...options, tls: certificates },
    );
    serveHealth(built, readiness);
    watchRequests(built);
    return built;
  };
  const server = build();
  const url = await server.listen({ host: env.HOST, port: env.PORT });
  const servers: FastifyInstance[] = [server];
  const tls = toTls(env);
  if (tls !== undefined) {
    const secure = build(tls);
    servers.push(secure);
    process.on('SIGHUP', () => reloadCertificates(secure.server));
    log.info({ url: await secure.listen({ host: env.HOST, port: tls.port }) }, 'listening');
  }
  if (tokens.admin !== undefined || tokens.metrics !== undefined) {
    const admin = buildAdminServer(administration, tokens.admin, { registry, token: tokens.metrics });
    servers.push(admin);
    const adminUrl = await admin.listen({ host: env.ADMIN_HOST, port: env.ADMIN_PORT });
    log.info({ url: adminUrl }, 'administration listening');
  }
  log.info({ url, compatibility: env.COMPATIBILITY }, 'listening');
  announceReady({ url });
  return {
    async stop(askedBy) {
      log.info({ askedBy, drainSeconds: env.DRAIN_SECONDS }, 'stopping');
      readiness.drain();
      await sleep(env.DRAIN_SECONDS * 1000);
      await Promise.all(servers.map((each) => each.close()));
      await administration.contacts.close();
      await rawReports?.close();
      await store.close();
    },
  };
});
