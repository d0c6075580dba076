import { expect, test } from 'vitest';
import { readEnv } from './env.ts';

test('only the database has to be named', () => {
  expect(readEnv({ INVENTORY_DATABASE_URL: 'mysql://ocs@127.0.0.1/ocsweb' })).toEqual({
    INVENTORY_DATABASE_URL: 'mysql://ocs@127.0.0.1/ocsweb',
    HOST: '127.0.0.1',
    PORT: 8090,
    COMPATIBILITY: 'loopback',
    EXTRA_USER_AGENTS: ['FusionInventory-Agent_v*', 'GLPI-Agent_v*'],
  });
});

test('every fault is named', () => {
  expect(() => readEnv({ COMPATIBILITY: 'all', PORT: 'x' })).toThrow(
    expect.objectContaining({
      faults: [
        expect.objectContaining({ path: 'INVENTORY_DATABASE_URL' }),
        expect.objectContaining({ path: 'PORT' }),
        expect.objectContaining({ path: 'COMPATIBILITY' }),
      ],
    }),
  );
});
