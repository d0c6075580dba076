import { expect, test } from 'vitest';
import { readEnv, toTls } from './env.ts';

test('only the database has to be named', () => {
  expect(readEnv({ INVENTORY_DATABASE_URL: 'mysql://ocs@127.0.0.1/ocsweb' })).toEqual({
    INVENTORY_DATABASE_URL: 'mysql://ocs@127.0.0.1/ocsweb',
    HOST: '127.0.0.1',
    PORT: 8090,
    COMPATIBILITY: 'loopback',
    EXTRA_USER_AGENTS: ['FusionInventory-Agent_v*', 'GLPI-Agent_v*'],
    TRUSTED_PROXIES: [],
    TRUSTED_ADDRESSES: [],
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

test('HTTPS is told whole or not at all', () => {
  const plain = readEnv({ INVENTORY_DATABASE_URL: 'mysql://ocs@127.0.0.1/ocsweb' });
  const half = { ...plain, TLS_PORT: 8443 };

  expect(toTls(plain)).toBeUndefined();
  expect(() => toTls(half)).toThrow(
    expect.objectContaining({
      faults: [
        expect.objectContaining({ path: 'TLS_CERTIFICATE_FILE' }),
        expect.objectContaining({ path: 'TLS_KEY_FILE' }),
      ],
    }),
  );
  expect(toTls({ ...half, TLS_CERTIFICATE_FILE: 'c', TLS_KEY_FILE: 'k' })).toEqual({
    port: 8443,
    certificate: 'c',
    key: 'k',
  });
});
