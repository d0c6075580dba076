import { readFileSync } from 'node:fs';
import path from 'node:path';
import { InvalidInputError } from '@popis/errors';
import { expect, test } from 'vitest';
import { defaultUserAgent, parseOptions, usage } from './options.ts';
import { version } from './version.ts';

const defaults = { version: '0.1.0', isRoot: true };

test('a one-shot report to a server', () => {
  expect(
    parseOptions(['--server', 'https://cmdb.example.org/ocsinventory', '--tag', 'PC-7'], defaults),
  ).toEqual({
    destination: { kind: 'server', url: new URL('https://cmdb.example.org/ocsinventory'), asService: false },
    tag: 'PC-7',
    stateFolder: '/var/lib/popis-agent',
    force: false,
    userAgent: 'OCS-NG_unified_unix_agent_v2.1.0 (Popis 0.1.0)',
    timeoutMs: 180_000,
    user: undefined,
    password: undefined,
    passwordFile: undefined,
    caFile: undefined,
    clientCertificateFile: undefined,
    clientKeyFile: undefined,
    enrolTokenFile: undefined,
    rotatesKey: false,
  });
});

test.each([
  ['inventory', 'http://inventory/ocsinventory'],
  ['inventory:8090', 'http://inventory:8090/ocsinventory'],
  ['https://inventory/', 'https://inventory/ocsinventory'],
  ['http://inventory/other', 'http://inventory/other'],
])('the server %s means %s', (given, expected) => {
  const options = parseOptions(['--server', given], defaults);

  expect(options).toMatchObject({ destination: { url: new URL(expected) } });
});

test.each([
  [['--local', '/tmp/reports'], { kind: 'folder', folder: '/tmp/reports' }],
  [['--stdout'], { kind: 'stdout' }],
  [['--record', '/tmp/host.txt'], { kind: 'recording', file: '/tmp/host.txt' }],
  [['--server', 'http://x', '--service'], { kind: 'server', asService: true }],
])('%j goes to %j', (args, destination) => {
  expect(parseOptions(args, defaults)).toMatchObject({ destination });
});

test('an account that is not root keeps its state in its home folder', () => {
  const options = parseOptions(['--stdout'], { ...defaults, isRoot: false });

  expect(options).toMatchObject({ stateFolder: expect.stringContaining('.local/state/popis-agent') });
});

test.each([
  [['--help'], 'help'],
  [['--version', '--stdout'], 'version'],
])('%j', (args, expected) => {
  expect(parseOptions(args, defaults)).toBe(expected);
});

test.each([
  [[], ['--server exactly one of --server, --local, --stdout and --record must be given']],
  [
    ['--stdout', '--local', 'x'],
    ['--server exactly one of --server, --local, --stdout and --record must be given'],
  ],
  [['--server', 'ftp://x'], ['--server must be an http or https address']],
  [['--stdout', '--service'], ['--service needs --server']],
  [
    ['--server', 'h', '--client-certificate', 'c', '--service', '--rotate-key'],
    [
      '--client-key must be given together with --client-certificate',
      '--rotate-key cannot be given together with --service',
    ],
  ],
  [
    ['--stdout', '--timeout', 'soon', '--password', 'x', '--password-file', 'y'],
    [
      '--timeout must be a number of seconds above 0',
      '--password-file cannot be given together with --password',
    ],
  ],
])('%j is told all its faults', (args, expected) => {
  let faults: string[] = [];
  try {
    parseOptions(args, defaults);
  } catch (error) {
    if (error instanceof InvalidInputError)
      faults = error.faults.map(({ path, message }) => `${path} ${message}`);
  }

  expect(faults).toEqual(expected);
});

test('an option that does not exist is named', () => {
  expect(() => parseOptions(['--stdout', '--sever'], defaults)).toThrow("'--sever'");
});

test('the user agent fits into the column of OCS', () => {
  expect(defaultUserAgent('10.20.30').length).toBeLessThanOrEqual(50);
});

test('every option is explained', () => {
  for (const option of [
    'server',
    'local',
    'stdout',
    'record',
    'tag',
    'service',
    'force',
    'user',
    'password',
  ]) {
    expect(usage).toContain(`--${option}`);
  }
});

test('the version is that of the package', () => {
  const file = path.resolve(import.meta.dirname, '../package.json');

  expect(version).toBe(JSON.parse(readFileSync(file, 'utf8')).version);
});
