import { availableParallelism } from 'node:os';
import swc from 'unplugin-swc';
import { defineConfig } from 'vitest/config';

// `import` is left out: vitest hands these to Node, where it would also hold for require() and break pg.
const source = { conditions: ['source', 'node'] };
// NestJS and TypeORM read parameter types from decorator metadata, which swc emits as tsc does.
const decorators = swc.vite({
  module: { type: 'es6' },
  jsc: {
    target: 'es2024',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
  },
});

// Vitest leaves one core to itself: on a machine with two, files would run one after another while half of it idles.
const maxWorkers = Math.max(2, availableParallelism() - 1);

function project(name: string, include: string[], options: Record<string, unknown> = {}) {
  return {
    plugins: [decorators],
    resolve: source,
    ssr: { resolve: { ...source, externalConditions: source.conditions } },
    // Where a global set-up runs.
    environments: { __vitest__: { resolve: source } },
    // What is waited for is started as a process now and then, which takes more than the usual second on a busy machine.
    test: {
      name,
      include,
      environment: 'node',
      expect: { poll: { timeout: 10_000 } },
      maxWorkers,
      ...options,
    },
  };
}

const database = {
  globalSetup: ['packages/testing/src/vitest-postgres.ts'],
  testTimeout: 60_000,
  hookTimeout: 120_000,
};

export default defineConfig({
  test: {
    projects: [
      project('unit', ['{apps,packages}/*/src/**/*.test.{ts,tsx}', 'tests/unit/**/*.test.ts'], {
        exclude: ['**/*.db.test.ts', '**/*.api.test.ts', '**/node_modules/**'],
        testTimeout: 20_000,
      }),
      project('database', ['{apps,packages}/*/src/**/*.db.test.ts'], database),
      project('api', ['{apps,packages}/*/src/**/*.api.test.ts'], database),
      project('browser', ['tests/browser/**/*.test.ts'], {
        testTimeout: 120_000,
        hookTimeout: 180_000,
        maxWorkers: 2,
      }),
      project('end-to-end', ['tests/e2e/**/*.test.ts'], {
        testTimeout: 300_000,
        hookTimeout: 300_000,
        // They report to one real OCS server, which takes machines of several tests for one another.
        fileParallelism: false,
      }),
    ],
  },
});
