import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import cookie from '@fastify/cookie';
import multipart from '@fastify/multipart';
import { Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type MetricsServer, openMetrics, type Registry, startMetricsServer } from '@popis/metrics';
import { applyMigrations, postgres } from '@popis/migrations';
import { createLogger, type Readiness, readVersion } from '@popis/runtime';
import pg from 'pg';
import { AccountsService } from './accounts/accounts.service.ts';
import { AppModule } from './app.module.ts';
import { CatalogueService } from './classes/catalogue.service.ts';
import type { Config, Secrets } from './config.ts';
import { entities } from './entities.ts';
import { READINESS } from './health/health.tokens.ts';
import { openApiDocument } from './openapi.ts';
import { type Database, openDatabase } from './platform/database/database.ts';
import { migrationsFolder } from './platform/database/migrations-folder.ts';
import { registerAsking } from './platform/http/asking.ts';
import { ProblemFilter, sendProblem } from './platform/http/problem-filter.ts';
import { registerRequestLog } from './platform/http/request-log.ts';
import { registerSecurityHeaders, registerWebUi } from './platform/http/web-ui.ts';
import { tellPool, watchRequests } from './platform/metrics/watch-requests.ts';
import { providePlatform } from './platform/platform.module.ts';
import { startReports } from './reports/start-reports.ts';
import { SeedService } from './seed/seed.service.ts';

const log = createLogger('cmdb-api');
const jsonLimitBytes = 8 * 1024 * 1024;

/** A built application that listens nowhere yet. */
export interface App {
  nest: NestFastifyApplication;
  database: Database;
  metrics: Registry;
  /** Listens and gives the address; serves the metrics where they are set up. */
  listen(): Promise<string>;
  stop(askedBy?: string): Promise<void>;
}

/** Migrates the database, connects, seeds what is absent, and puts the application together. */
export async function buildApp(config: Config, secrets: Secrets): Promise<App> {
  await migrate(config.databaseUrl);
  const database = await openDatabase(config.databaseUrl, entities);
  const metrics = openMetrics('cmdb-api', readVersion(import.meta.dirname));
  tellPool(database, metrics);
  let metricsServer: MetricsServer | undefined;
  try {
    const nest = await createNest(config, secrets, database, metrics);
    await nest.get(AccountsService).ensureFirstAccount(secrets.adminToken);
    await nest.get(SeedService).seed(config.seed);
    await startReports(database, nest.get(CatalogueService));
    return {
      nest,
      database,
      metrics,
      listen: async () => {
        metricsServer = await serveMetrics(config, secrets, metrics);
        await nest.listen({ host: config.host, port: config.port });
        return nest.getUrl();
      },
      stop: async (askedBy) => {
        if (askedBy !== undefined) log.info({ askedBy }, 'stopping');
        nest.get<Readiness>(READINESS, { strict: false }).drain();
        await sleep(config.drainMs);
        await metricsServer?.close();
        await nest.close();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function serveMetrics(
  { metrics: at }: Config,
  { metricsToken: token }: Secrets,
  registry: Registry,
): Promise<MetricsServer | undefined> {
  if (at === undefined || token === undefined) return undefined;
  const server = await startMetricsServer({ ...at, registry, token });
  log.info({ url: server.url }, 'metrics served');
  return server;
}

async function migrate(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'popis-migrations' });
  await client.connect();
  try {
    const applied = await applyMigrations(postgres(client), migrationsFolder);
    if (applied.length > 0) log.info({ applied }, 'migrations applied');
  } finally {
    await client.end();
  }
}

async function createNest(
  config: Config,
  secrets: Secrets,
  database: Database,
  metrics: Registry,
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: jsonLimitBytes,
    trustProxy: config.trustedProxies.length > 0 ? [...config.trustedProxies] : false,
    genReqId: () => randomUUID(),
    multipart: false,
    forceCloseConnections: 'idle',
    frameworkErrors: sendProblem,
  });
  const nest = await NestFactory.create<NestFastifyApplication>(rootOf(config, secrets, database), adapter, {
    logger: ['error', 'fatal'],
    abortOnError: false,
    // Nest would accept forms, which any other site can send.
    bodyParser: false,
  });
  const server = adapter.getInstance();
  nest.setGlobalPrefix('api');
  nest.useGlobalFilters(new ProblemFilter());
  registerRequestLog(server);
  watchRequests(server, metrics);
  registerAsking(server);
  server.removeContentTypeParser('text/plain');
  await server.register(cookie);
  await server.register(multipart, { limits: { fields: 20, files: 20 } });
  // Streamed: the handler reads the lines as they come.
  server.addContentTypeParser('application/x-ndjson', (_request, payload, done) => done(null, payload));
  // Streamed: archives of packages are handed on as they come.
  server.addContentTypeParser('application/octet-stream', (_request, payload, done) => done(null, payload));
  await registerSecurityHeaders(server, config.publicUrl?.startsWith('https:') ?? false);
  const openApi = JSON.stringify(openApiDocument());
  server.get('/api/openapi.json', (_request, reply) => reply.type('application/json').send(openApi));
  await registerWebUi(server, config.webRoot);
  await nest.init();
  await server.ready();
  return nest;
}

function rootOf(config: Config, secrets: Secrets, database: Database): Type {
  @Module({ imports: [providePlatform({ database, config, secrets }), AppModule] })
  class RootModule {}
  return RootModule;
}
