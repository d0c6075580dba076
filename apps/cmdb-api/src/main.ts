import { setFlagsFromString } from 'node:v8';
import { announceReady, runUntilStopped } from '@popis/runtime';
import { buildApp } from './build-app.ts';
import { toConfig } from './config.ts';
import { readEnv } from './env.ts';

// Node.js lets a heap grow to several times what is in use where there is much memory. With this it collects once half as much
// again has come, which costs a large run 7 % of processor time and saves 150 MiB.
setFlagsFromString('--heap-growing-percent=50');

await runUntilStopped(async () => {
  const { config, secrets } = toConfig(readEnv());
  const app = await buildApp(config, secrets);
  announceReady({ url: await app.listen() });
  return app;
});
