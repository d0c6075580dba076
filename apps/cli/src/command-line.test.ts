import { expect, test, vi } from 'vitest';
import { fillConnectorEnvironment } from './connector-environment.ts';
import { parseEndpoints } from './endpoints.ts';
import { toExitCode } from './pass-through.ts';
import { buildProgram } from './program.ts';

const endpoints = {
  webUrl: 'http://127.0.0.1:8080',
  apiUrl: 'http://127.0.0.1:8080/api',
  inventoryUrl: 'http://127.0.0.1:8090/ocsinventory',
  cmdbDatabaseUrl: 'postgres://popis:x@127.0.0.1:5432/cmdb',
  inventoryDatabaseUrl: 'postgres://popis:x@127.0.0.1:5432/inventory',
  adminTokenFile: '/data/admin-token',
};

async function run(...args: string[]) {
  const actions = {
    start: vi.fn(),
    connector: vi.fn(),
    agent: vi.fn(),
    enrolment: vi.fn(),
    inventory: vi.fn(),
    loginLink: vi.fn(),
    verifyHistory: vi.fn(),
  };
  await buildProgram(actions).parseAsync(args, { from: 'user' });
  return actions;
}

test('start has defaults for everything', async () => {
  const { start } = await run('start');

  expect(start).toHaveBeenCalledWith({ dataDir: './data', port: '8080', inventoryPort: '8090', demo: true });
});

test('history verify takes anchors', async () => {
  const { verifyHistory } = await run('history', 'verify', '--anchor', 'a.json', '--new-anchor', 'b.json');

  expect(verifyHistory).toHaveBeenCalledWith({ anchor: 'a.json', newAnchor: 'b.json' });
});

test('start takes its options', async () => {
  const { start } = await run(
    'start',
    '--data-dir',
    'd',
    '--port',
    '1',
    '--inventory-port',
    '2',
    '--no-demo',
  );

  expect(start).toHaveBeenCalledWith({ dataDir: 'd', port: '1', inventoryPort: '2', demo: false });
});

test('the connector gets its arguments as they are, but for the data folder', async () => {
  const behind = await run('connector', 'run', '--data-dir', 'd', '--dry-run', '--mapping=ocs');
  const before = await run('connector', '--data-dir', 'd', 'run', '--help');

  expect(behind.connector).toHaveBeenCalledWith('d', ['run', '--dry-run', '--mapping=ocs']);
  expect(before.connector).toHaveBeenCalledWith('d', ['run', '--help']);
});

test('the agent gets its arguments as they are', async () => {
  const { agent } = await run('agent', '--stdout', '--tag', 'PC-1', '--version');

  expect(agent).toHaveBeenCalledWith(['--stdout', '--tag', 'PC-1', '--version']);
});

test('enrolment gets its arguments as they are, but for the data folder', async () => {
  const { enrolment } = await run('enrolment', 'token', '--data-dir', 'd', '--uses', '10');

  expect(enrolment).toHaveBeenCalledWith('d', ['token', '--uses', '10']);
});

test('a report is named to the inventory server as it is', async () => {
  const { inventory } = await run('inventory', 'report', './some file');

  expect(inventory).toHaveBeenCalledWith(['report', './some file']);
});

test('a connector is pointed at the running start', () => {
  expect(fillConnectorEnvironment({ LOG_LEVEL: 'debug' }, endpoints)).toEqual({
    LOG_LEVEL: 'debug',
    INVENTORY_DATABASE_URL: endpoints.inventoryDatabaseUrl,
    CMDB_URL: endpoints.webUrl,
    CMDB_TOKEN_FILE: endpoints.adminTokenFile,
  });
});

test('what is set explicitly wins, and our token goes to no other CMDB', () => {
  const inherited = { CMDB_URL: 'https://cmdb.example.org', INVENTORY_DATABASE_URL: 'mysql://ocs@db/ocsweb' };

  expect(fillConnectorEnvironment(inherited, endpoints)).toEqual(inherited);
  expect(fillConnectorEnvironment({ CMDB_TOKEN: 'mine' }, endpoints)).not.toHaveProperty('CMDB_TOKEN_FILE');
});

test('endpoints that lack something are refused', () => {
  expect(parseEndpoints(JSON.stringify(endpoints))).toEqual(endpoints);
  expect(() => parseEndpoints('{"webUrl":"x"}')).toThrow('apiUrl');
});

test('the exit code of a program that was killed is that of a shell', () => {
  expect(toExitCode(3, null)).toBe(3);
  expect(toExitCode(null, 'SIGTERM')).toBe(143);
});
