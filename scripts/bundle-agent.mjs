// Makes the agent one file that needs nothing but Node.js: node scripts/bundle-agent.mjs [FILE] (default dist/popis-agent.mjs).
import { chmodSync } from 'node:fs';
import path from 'node:path';
import { build } from 'vite';

const root = path.resolve(import.meta.dirname, '..');
const file = path.resolve(process.argv[2] ?? path.join(root, 'dist/popis-agent.mjs'));

await build({
  root: path.join(root, 'apps/inventory-agent'),
  configFile: false,
  logLevel: 'warn',
  resolve: { conditions: ['source', 'node', 'import', 'default'] },
  ssr: { noExternal: true, target: 'node', resolve: { conditions: ['source', 'node', 'import', 'default'] } },
  build: {
    ssr: 'src/main.ts',
    target: 'node22',
    minify: false,
    outDir: path.dirname(file),
    emptyOutDir: false,
    rolldownOptions: {
      output: {
        entryFileNames: path.basename(file),
        codeSplitting: false,
        banner: '#!/usr/bin/env node',
      },
    },
  },
});
chmodSync(file, 0o755);
console.error(`agent: ${file}`);
