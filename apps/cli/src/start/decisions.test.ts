import { expect, test } from 'vitest';
import { nextBackoff } from './backoff.ts';
import { describeEnd, parseReadiness } from './readiness.ts';
import {
  type StartFacts,
  toCmdbApiEnvironment,
  toConnectorEnvironment,
  toConnectorServiceEnvironment,
  toInventoryServerEnvironment,
  toTag,
} from './service-environments.ts';
import { toStartOptions } from './start-options.ts';

const facts: StartFacts = {
  cmdbDatabaseUrl: 'postgres://popis:x@127.0.0.1:5432/cmdb',
  inventoryDatabaseUrl: 'postgres://popis:x@127.0.0.1:5432/inventory',
  documents: '/data with blank/documents',
  adminTokenFile: '/data/admin-token',
  packages: '/data/packages',
  reports: '/data/reports',
  inventoryAdminTokenFile: '/data/inventory-admin-token',
  webRoot: '/web',
  port: 8080,
  inventoryPort: 8090,
  inventoryAdminPort: 8091,
  demo: true,
};

test('options become numbers, and every fault is told at once', () => {
  const given = { dataDir: './data', port: '0', inventoryPort: '8090', demo: true };

  expect(toStartOptions(given)).toEqual({ dataDir: './data', port: 0, inventoryPort: 8090, demo: true });
  expect(() => toStartOptions({ ...given, port: '8o', inventoryPort: '70000' })).toThrow(
    expect.objectContaining({ faults: [{ path: '--port', message: expect.any(String) }, expect.anything()] }),
  );
  expect(() => toStartOptions({ ...given, port: '8090' })).toThrow(
    expect.objectContaining({ faults: [expect.objectContaining({ path: '--inventory-port' })] }),
  );
});

test('a process that keeps ending is started less and less often, until it has run well', () => {
  const pauses: number[] = [];
  let pauseMs: number | undefined;
  for (let n = 0; n < 8; n++) {
    pauseMs = nextBackoff(pauseMs, 10);
    pauses.push(pauseMs);
  }

  expect(pauses).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  expect(nextBackoff(30_000, 60_000)).toBe(500);
});

test('only readiness is read from what a process says', () => {
  expect(parseReadiness({ ready: true, url: 'http://x' })).toEqual({ url: 'http://x' });
  expect(parseReadiness({ ready: false, message: 'no', code: 'EADDRINUSE' })).toEqual({
    message: 'no',
    code: 'EADDRINUSE',
  });
  expect(parseReadiness('hello')).toBeUndefined();
  expect(parseReadiness({ ready: true })).toBeUndefined();
});

test('the end of a process is said in words', () => {
  expect(describeEnd(1, null)).toBe('ended with exit code 1');
  expect(describeEnd(null, 'SIGKILL')).toBe('was killed by SIGKILL');
});

test('what the environment says of other systems does not lead our processes there', () => {
  const inherited = {
    DATABASE_URL: 'postgres://other',
    CMDB_URL: 'http://other',
    CMDB_TOKEN: 'x',
    HOST: '0.0.0.0',
  };

  expect(toCmdbApiEnvironment(inherited, facts)).toMatchObject({
    DATABASE_URL: facts.cmdbDatabaseUrl,
    DOCUMENT_STORE: 'file:///data%20with%20blank/documents',
    HOST: '127.0.0.1',
    PUBLIC_URL: 'http://127.0.0.1:8080',
    SEED: 'demo',
  });
  expect(toInventoryServerEnvironment(inherited, facts)).toMatchObject({ HOST: '127.0.0.1', PORT: '8090' });
  expect(toConnectorEnvironment(inherited, facts)).toMatchObject({
    CMDB_URL: 'http://127.0.0.1:8080',
    CMDB_TOKEN: undefined,
    CMDB_TOKEN_FILE: '/data/admin-token',
  });
  const served = { ...inherited, HEALTH_PORT: '8084', METRICS_TOKEN_FILE: '/etc/popis/token' };
  expect(toConnectorServiceEnvironment(served, facts)).toMatchObject({
    ...{ CMDB_URL: 'http://127.0.0.1:8080', HEALTH_PORT: undefined, METRICS_TOKEN_FILE: undefined },
  });
});

test('a token that was meant for the CMDB opens no administration of the inventory', () => {
  const inherited = { ADMIN_TOKEN_FILE: '/etc/popis/admin-token', ADMIN_HOST: '0.0.0.0' };

  expect(toInventoryServerEnvironment(inherited, facts)).toMatchObject({
    ADMIN_TOKEN_FILE: '/data/inventory-admin-token',
    ADMIN_HOST: '127.0.0.1',
    PACKAGE_FOLDER: '/data/packages',
    REPORT_STORE: 'file:///data/reports',
  });
});

test('the CMDB is told where the inventory is administered, and has its token', () => {
  const { ADMIN_PORT, ADMIN_TOKEN_FILE } = toInventoryServerEnvironment({}, facts);

  expect(toCmdbApiEnvironment({ INVENTORY_ADMIN_URL: 'http://other' }, facts)).toMatchObject({
    INVENTORY_ADMIN_URL: `http://127.0.0.1:${ADMIN_PORT}`,
    INVENTORY_ADMIN_TOKEN_FILE: ADMIN_TOKEN_FILE,
  });
});

test('without the demonstration only the model is seeded', () => {
  expect(toCmdbApiEnvironment({}, { ...facts, demo: false }).SEED).toBe('model');
});

test('this host is tagged by its name', () => {
  expect(toTag('desk-7.example.org')).toBe('PC-DESK-7');
  expect(toTag('büro 1')).toBe('PC-B-RO-1');
  expect(toTag('')).toBe('PC-LOCALHOST');
});
