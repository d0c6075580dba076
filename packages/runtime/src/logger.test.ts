import { Writable } from 'node:stream';
import pino from 'pino';
import { expect, test } from 'vitest';
import { loggerOptions } from './logger.ts';

test('secrets are masked wherever loggers meet them', () => {
  const lines: string[] = [];
  const sink = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  const log = pino(loggerOptions('test'), sink);

  log.info(
    { token: 'hush', account: { password: 'hush' }, req: { headers: { authorization: 'hush' } } },
    'seen',
  );

  expect(lines.join()).toContain('seen');
  expect(lines.join()).not.toContain('hush');
});
