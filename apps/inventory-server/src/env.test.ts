import { expect, test } from 'vitest';
import { readEnv, toAdminToken, toCredentials, toTls } from './env.ts';

test('only the database has to be named', () => {
  expect(readEnv({ INVENTORY_DATABASE_URL: 'mysql://ocs@127.0.0.1/ocsweb' })).toEqual({
    INVENTORY_DATABASE_URL: 'mysql://ocs@127.0.0.1/ocsweb',
    HOST: '127.0.0.1',
    PORT: 8090,
    COMPATIBILITY: 'loopback',
    EXTRA_USER_AGENTS: ['FusionInventory-Agent_v*', 'GLPI-Agent_v*'],
    TLS_CLIENT_CERTIFICATE: 'required',
    TRUSTED_PROXIES: [],
    TRUSTED_ADDRESSES: [],
    ADMIN_HOST: '127.0.0.1',
    ADMIN_PORT: 8091,
  });
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

  expect(toAdminToken(plain)).toBeUndefined();
  expect(toAdminToken({ ...plain, ADMIN_TOKEN_FILE: 'a-token-of-twenty-characters' })).toBe(
    'a-token-of-twenty-characters',
  );
  expect(() => toAdminToken({ ...plain, ADMIN_TOKEN_FILE: 'short' })).toThrow(
    expect.objectContaining({ faults: [expect.objectContaining({ path: 'ADMIN_TOKEN_FILE' })] }),
  );
});
