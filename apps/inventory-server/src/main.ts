import { announceReady, runUntilStopped } from '@popis/runtime';
import { readEnv } from './env.ts';
import { log } from './logger.ts';
import { buildServer } from './server.ts';
import { openStore } from './store.ts';

const MAX_CONNECTIONS = 10;

await runUntilStopped(async () => {
  const env = readEnv();
  const store = await openStore(env.INVENTORY_DATABASE_URL, MAX_CONNECTIONS, (error) =>
    log.warn({ err: error }, 'idle database connection lost'),
  );
  const server = buildServer(store, {
    compatibility: env.COMPATIBILITY,
    extraUserAgents: env.EXTRA_USER_AGENTS,
  });
  const url = await server.listen({ host: env.HOST, port: env.PORT });
  log.info({ url, compatibility: env.COMPATIBILITY }, 'listening');
  announceReady({ url });
  return {
    async stop(askedBy) {
      log.info({ askedBy }, 'stopping');
      await server.close();
      await store.close();
    },
  };
});
