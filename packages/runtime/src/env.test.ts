import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { InvalidInputError } from '@popis/errors';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  list,
  oneOf,
  optional,
  parseEnv,
  port,
  readLogLevel,
  secretFile,
  text,
  url,
  withDefault,
} from './env.ts';

function faultsOf(act: () => unknown) {
  try {
    act();
  } catch (error) {
    if (error instanceof InvalidInputError) return error.faults;
    throw error;
  }
  return [];
}

describe('reading the environment', () => {
  test('gives typed values and defaults', () => {
    const env = parseEnv(
      { DATABASE_URL: 'postgres://u:p@h/db', PORT: '0', AGENTS: 'a, b,,' },
      {
        DATABASE_URL: url(['postgres:']),
        PORT: withDefault(port(), 8080),
        HOST: withDefault(text(), '127.0.0.1'),
        COMPATIBILITY: withDefault(oneOf(['off', 'loopback', 'open']), 'loopback'),
        WEB_ROOT: optional(text()),
        AGENTS: list(),
      },
    );

    expect(env).toEqual({
      DATABASE_URL: 'postgres://u:p@h/db',
      PORT: 0,
      HOST: '127.0.0.1',
      COMPATIBILITY: 'loopback',
      WEB_ROOT: undefined,
      AGENTS: ['a', 'b'],
    });
  });

  test('an empty variable counts as unset', () => {
    expect(parseEnv({ PORT: ' ' }, { PORT: withDefault(port(), 8080) })).toEqual({ PORT: 8080 });
  });

  test('lists all faults at once, each under its variable', () => {
    const faults = faultsOf(() =>
      parseEnv(
        { PORT: '80a', COMPATIBILITY: 'on' },
        { DATABASE_URL: text(), PORT: port(), COMPATIBILITY: oneOf(['off', 'open']) },
      ),
    );

    expect(faults).toEqual([
      { path: 'DATABASE_URL', message: 'must be set' },
      { path: 'PORT', message: 'must be a whole number from 0 to 65535, not "80a"' },
      { path: 'COMPATIBILITY', message: 'must be one of off, open, not "on"' },
    ]);
  });

  test('a fault of a URL does not repeat it, since it may hold a password', () => {
    const faults = faultsOf(() =>
      parseEnv({ DATABASE_URL: 'oracle://u:secret@h' }, { DATABASE_URL: url(['postgres:', 'mysql:']) }),
    );

    expect(faults).toEqual([
      { path: 'DATABASE_URL', message: 'must be a URL that starts with postgres:// or mysql://' },
    ]);
  });

  test('a bad log level means info', () => {
    expect(readLogLevel({ LOG_LEVEL: 'loud' })).toBe('info');
    expect(readLogLevel({ LOG_LEVEL: 'warn' })).toBe('warn');
  });
});

describe('a secret file', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'popis-env-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('gives its text without the line end', () => {
    const file = path.join(folder, 'token');
    writeFileSync(file, 's3cret\n');

    expect(parseEnv({ TOKEN_FILE: file }, { TOKEN_FILE: secretFile() })).toEqual({ TOKEN_FILE: 's3cret' });
  });

  test('is a fault when absent or empty', () => {
    const empty = path.join(folder, 'empty');
    writeFileSync(empty, '\n');

    const faults = faultsOf(() =>
      parseEnv({ A: path.join(folder, 'none'), B: empty }, { A: secretFile(), B: secretFile() }),
    );

    expect(faults.map((fault) => fault.path)).toEqual(['A', 'B']);
  });
});
