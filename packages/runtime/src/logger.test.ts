import { Writable } from 'node:stream';
import pino from 'pino';
import { expect, test } from 'vitest';
import { loggerOptions } from './logger.ts';

function collect(): { log: pino.Logger; lines: string[] } {
  const lines: string[] = [];
  const sink = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  return { log: pino(loggerOptions('test'), sink), lines };
}

test('secrets are masked wherever loggers meet them', () => {
  const { log, lines } = collect();

  log.info(
    { token: 'hush', account: { password: 'hush' }, req: { headers: { authorization: 'hush' } } },
    'seen',
  );

  expect(lines.join()).toContain('seen');
  expect(lines.join()).not.toContain('hush');
});

test('an error is logged with its causes, and without what a library hangs on it', () => {
  const { log, lines } = collect();
  const failed = Object.assign(new Error('duplicate key'), {
    code: '23505',
    parameters: ['a value'],
    detail: 'Key (code)=(a value) exists',
  });

  log.warn({ err: new Error('writing the card', { cause: failed }) }, 'refused');

  const line = lines.join();
  for (const part of ['writing the card', 'duplicate key', '23505', 'logger.test.ts'])
    expect(line).toContain(part);
  expect(line).not.toContain('a value');
});

test('what is thrown and is no error is logged as text', () => {
  const { log, lines } = collect();

  log.warn({ err: 'gone' }, 'refused');

  expect(lines.join()).toContain('"err":{"message":"gone"}');
});
