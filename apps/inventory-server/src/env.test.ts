import { expect, test } from 'vitest';
import { readEnv, toAdminTokens, toCredentials, toLimitSettings, toTls } from './env.ts';
import { DEFAULT_LIMIT_SETTINGS } from './limits/limits.ts';

test('only the database has to be named', () => {
  expect(readEnv({ INVENTORY_DATABASE_URL: 'mysql://ocs@127.0.0.1/ocsweb' })).toEqual({
    INVENTORY_DATABASE_URL: 'mysql://ocs@127.0.0.1/ocsweb',
    HOST: '127.0.0.1',
    PORT: 8090,
    REPORT_QUEUE_MIB: 32,
    COMPATIBILITY: 'loopback',
    DRAIN_SECONDS: 0,
    EXTRA_USER_AGENTS: ['FusionInventory-Agent_v*', 'GLPI-Agent_v*'],
    TLS_CLIENT_CERTIFICATE: 'required',
    TRUSTED_PROXIES: [],
    TRUSTED_ADDRESSES: [],
    ADDRESS_RATE: '3000/10000',
    DEVICE_RATE: '10/120',
    FAILURE_RATE: '10/100',
    MAX_CONNECTIONS: 4096,
    MAX_CONNECTIONS_PER_ADDRESS: 2500,
    ADMIN_HOST: '127.0.0.1',
    ADMIN_PORT: 8091,
  });
});

test('the limits are those of the server unless others are told', () => {
  const env = { INVENTORY_DATABASE_URL: 'mysql://ocs@127.0.0.1/ocsweb' };

  expect(toLimitSettings(readEnv(env))).toEqual(DEFAULT_LIMIT_SETTINGS);
  expect(toLimitSettings(readEnv({ ...env, DEVICE_RATE: 'off', ADDRESS_RATE: '60/7' }))).toMatchObject({
    deviceRate: undefined,
    addressRate: { perMinute: 60, burst: 7 },
  });
  expect(() => readEnv({ ...env, DEVICE_RATE: '10', FAILURE_RATE: '0/5' })).toThrow(
    expect.objectContaining({
      faults: [
        expect.objectContaining({ path: 'DEVICE_RATE', message: expect.stringContaining('3000/10000') }),
        expect.objectContaining({ path: 'FAILURE_RATE' }),
      ],
    }),
  );
});

test('every fault is named', () => {
  expect(() =>
    readEnv({ COMPATIBILITY: 'loopback,all', PORT: 'x', TRUSTED_PROXIES: '10.0.0.0/8,proxy' }),
  ).toThrow(
    expect.objectContaining({
      faults: [
        expect.objectContaining({ path: 'INVENTORY_DATABASE_URL' }),
        expect.objectContaining({ path: 'PORT' }),
        expect.objectContaining({ path: 'COMPATIBILITY', message: expect.stringContaining('"all"') }),
        { path: 'TRUSTED_PROXIES', message: 'must be addresses or ranges, not "proxy"' },
      ],
    }),
  );
});

test('where a password is asked for, passwords have to be known', () => {
  const open = { INVENTORY_DATABASE_URL: 'mysql://ocs@127.0.0.1/ocsweb', COMPATIBILITY: 'open' };
  const basic = readEnv({ ...open, COMPATIBILITY: 'loopback, open+basic' });

  expect(toCredentials(readEnv(open))).toBeUndefined();
  expect(() => toCredentials(basic)).toThrow(
    expect.objectContaining({
      faults: [expect.objectContaining({ path: 'COMPATIBILITY_CREDENTIALS_FILE' })],
    }),
  );
  expect(toCredentials({ ...basic, COMPATIBILITY_CREDENTIALS_FILE: 'a:b' })?.accept('Basic YTpi')).toBe(true);
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
    clients: undefined,
  });
  expect(
    toTls({ ...half, TLS_CERTIFICATE_FILE: 'c', TLS_KEY_FILE: 'k', TLS_CLIENT_CA_FILE: 'a' })?.clients,
  ).toEqual({ authorities: 'a', mode: 'required' });
});

test('a token of the administration that could be guessed is refused', () => {
  const plain = readEnv({ INVENTORY_DATABASE_URL: 'mysql://ocs@127.0.0.1/ocsweb' });
  expect(toAdminTokens(plain)).toEqual({ admin: undefined, metrics: undefined });
  expect(toAdminTokens({ ...plain, ADMIN_TOKEN_FILE: 'a-token-of-twenty-characters' }).admin).toBe(
    'a-token-of-twenty-characters',
  );
  expect(() => toAdminTokens({ ...plain, ADMIN_TOKEN_FILE: 'short', METRICS_TOKEN_FILE: 'short' })).toThrow(
    expect.objectContaining({
      faults: [
        expect.objectContaining({ path: 'ADMIN_TOKEN_FILE' }),
        expect.objectContaining({ path: 'METRICS_TOKEN_FILE' }),
      ],
    }),
  );
});
