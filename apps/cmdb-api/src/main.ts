import { announceReady, runUntilStopped } from '@popis/runtime';
import { buildApp } from './build-app.ts';
import { toConfig } from './config.ts';
import { readEnv } from './env.ts';

await runUntilStopped(async () => {
  const { config, secrets } = toConfig(readEnv());
  const app = await buildApp(config, secrets);
  announceReady({ url: await app.listen() });
  return app;
});
