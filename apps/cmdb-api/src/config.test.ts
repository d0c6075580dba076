import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { InvalidInputError } from '@popis/errors';
import { describe, expect, test } from 'vitest';
import { toConfig } from './config.ts';
import { readEnv } from './env.ts';

const least = {
  DATABASE_URL: 'postgres://localhost/cmdb',
  DOCUMENT_STORE: 'file:///var/lib/popis/documents',
};

function faultsOf(env: Record<string, string>): string[] {
  try {
    toConfig(readEnv(env));
    return [];
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    return error.faults.map((fault) => fault.path);
  }
}

function tokenFile(content: string): string {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'popis-config-')), 'token');
  writeFileSync(file, content);
  return file;
}

describe('the configuration', () => {
  test('needs two variables, the others have a usual value', () => {
    const { config, secrets } = toConfig(readEnv(least));

    expect(config).toMatchObject({
      databaseUrl: 'postgres://localhost/cmdb',
      host: '127.0.0.1',
      port: 8080,
      publicUrl: undefined,
      webRoot: undefined,
      seed: 'model',
      trustedProxies: [],
      documentStore: { kind: 'folder', root: '/var/lib/popis/documents' },
    });
    expect(secrets).toEqual({
      adminToken: undefined,
      inventoryAdminToken: undefined,
      alerts: {},
      s3: undefined,
    });
  });

  test('lists every fault of the environment at once', () => {
    const env = {
      DATABASE_URL: 'mysql://x',
      PORT: 'http',
      SEED: 'all',
      PUBLIC_URL: 'popis',
      ADMIN_TOKEN_FILE: '/nix',
    };

    expect(faultsOf(env).sort()).toEqual([
      'ADMIN_TOKEN_FILE',
      'DATABASE_URL',
      'DOCUMENT_STORE',
      'PORT',
      'PUBLIC_URL',
      'SEED',
    ]);
  });

  test('lists every fault of settings that do not go together', () => {
    const env = {
      ...least,
      DOCUMENT_STORE: 's3://bucket/prefix?endpoint=http://localhost:9000',
      ADMIN_TOKEN_FILE: tokenFile('short'),
    };

    expect(faultsOf(env)).toEqual(['S3_ACCESS_KEY', 'ADMIN_TOKEN_FILE']);
  });

  test.each([
    ['INVENTORY_ADMIN_TOKEN_FILE', { INVENTORY_ADMIN_URL: 'http://127.0.0.1:8091' }],
    ['INVENTORY_ADMIN_URL', { INVENTORY_ADMIN_TOKEN_FILE: tokenFile('token-of-the-inventory') }],
  ])('names %s where only the other of the two is set', (missing, given) => {
    expect(faultsOf({ ...least, ...given })).toEqual([missing]);
  });

  test('takes the administrator’s token from a file, without its last newline', () => {
    const token = 'a-token-that-is-long-enough';

    const { secrets } = toConfig(readEnv({ ...least, ADMIN_TOKEN_FILE: tokenFile(`${token}\n`) }));

    expect(secrets.adminToken).toBe(token);
  });
});

test('every variable is explained where it is read', () => {
  const lines = readFileSync(path.join(import.meta.dirname, 'env.ts'), 'utf8').split('\n');

  for (const [index, line] of lines.entries()) {
    if (/^ {4}[A-Z][A-Z0-9_]+: /.test(line)) expect(lines[index - 1], line).toMatch(/^ {4}\/\*\* .+ \*\/$/);
  }
});

describe('alerts', () => {
  const alerts = {
    ...least,
    ALERT_WEBHOOK_URL: 'https://hooks.example.org/popis',
    ALERT_WEBHOOK_SECRET_FILE: tokenFile('a secret that is long enough'),
    ALERT_MAIL_TO: 'it@example.org, night@example.org',
    ALERT_MAIL_FROM: 'popis@example.org',
    SMTP_URL: 'smtp://mail.example.org',
  };

  test('go where the environment says, the secrets apart from the settings', () => {
    const { config, secrets } = toConfig(readEnv(alerts));

    expect(config.alerts.mail).toEqual({
      ...{ host: 'mail.example.org', port: 587, secure: false, username: undefined },
      ...{ from: 'popis@example.org', to: ['it@example.org', 'night@example.org'] },
    });
    expect(config.alerts.webhook?.url).toBe('https://hooks.example.org/popis');
    expect(secrets.alerts.webhookSecret).toBe('a secret that is long enough');
    expect(JSON.stringify(config)).not.toContain('long enough');
  });

  test.each<[string, Record<string, string>, string[]]>([
    ['a webhook without a secret', { ALERT_WEBHOOK_SECRET_FILE: '' }, ['ALERT_WEBHOOK_SECRET_FILE']],
    ['a short secret', { ALERT_WEBHOOK_SECRET_FILE: tokenFile('short') }, ['ALERT_WEBHOOK_SECRET_FILE']],
    [
      'a password in an address',
      { ALERT_WEBHOOK_URL: 'https://a:b@hooks.example.org' },
      ['ALERT_WEBHOOK_URL'],
    ],
    ['a place that is none', { ALERT_WEBHOOK_ALLOW: '10.0.0.0/99' }, ['ALERT_WEBHOOK_ALLOW']],
    ['mail from nobody by nothing', { ALERT_MAIL_FROM: '', SMTP_URL: '' }, ['ALERT_MAIL_FROM', 'SMTP_URL']],
    ['an address that is none', { ALERT_MAIL_TO: 'the night shift' }, ['ALERT_MAIL_TO']],
    ['a name without a password', { SMTP_USERNAME: 'popis' }, ['SMTP_PASSWORD_FILE']],
  ])('are refused with %s', (_name, more, faults) => {
    expect(faultsOf({ ...alerts, ...more })).toEqual(faults);
  });
});
