import { describe, expect, test } from 'vitest';
import { readEnv } from './env.ts';
import { openMapping, toConnections } from './settings.ts';

const configuration = {
  cmdb: { url: 'http://cmdb:8080', username: 'admin', password: 'hush' },
  inventoryDatabaseUrl: 'mysql://ocs:ocs@db:3306/ocsweb',
};
const complete = {
  INVENTORY_DATABASE_URL: 'postgres://u@h/inventory',
  CMDB_URL: 'http://127.0.0.1:8080',
  CMDB_TOKEN: 't0ken',
};

describe('where to connect', () => {
  test('is said by the environment', () => {
    expect(toConnections(readEnv(complete), undefined)).toEqual({
      inventoryDatabaseUrl: 'postgres://u@h/inventory',
      cmdbUrl: 'http://127.0.0.1:8080',
      credentials: { token: 't0ken' },
    });
  });

  test('is said by a configuration file, which goes before the environment', () => {
    expect(toConnections(readEnv({ ...complete }), configuration)).toEqual({
      inventoryDatabaseUrl: 'mysql://ocs:ocs@db:3306/ocsweb',
      cmdbUrl: 'http://cmdb:8080',
      credentials: configuration.cmdb,
    });
  });

  test('with a token for the same CMDB needs no password', () => {
    const { credentials } = toConnections(readEnv({ CMDB_TOKEN: 't0ken' }), configuration);

    expect(credentials).toEqual({ token: 't0ken' });
  });

  test('is missed with everything that is missing', () => {
    expect(() => toConnections(readEnv({}), undefined)).toThrow(
      expect.objectContaining({
        faults: ['INVENTORY_DATABASE_URL', 'CMDB_URL', 'CMDB_TOKEN_FILE or CMDB_TOKEN'].map((path) => ({
          path,
          message: 'must be set, or --configuration given',
        })),
      }),
    );
  });
});

describe('a mapping', () => {
  test('is found by name', () => {
    expect(openMapping('paper').name).toBe('paper');
  });

  test('has a version that does not depend on its configuration or samples', () => {
    expect(openMapping('paper').version).toMatch(/^[0-9a-f]{64}$/);
    expect(openMapping('paper').version).not.toBe(openMapping('ocs').version);
  });

  test('that is not there is named', () => {
    expect(() => openMapping('nosuch')).toThrow('transform.xsl is missing');
  });
});
