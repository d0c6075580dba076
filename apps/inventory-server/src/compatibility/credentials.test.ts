import { expect, test } from 'vitest';
import { NO_CREDENTIALS, parseCredentials } from './credentials.ts';

function basic(text: string): string {
  return `Basic ${Buffer.from(text).toString('base64')}`;
}

test('a user with the right password is accepted, and nobody else', () => {
  const credentials = parseCredentials('# agents\nocs:pass:word\r\n\nzgrada:šifra\n');

  expect(credentials.accept(basic('ocs:pass:word'))).toBe(true);
  expect(credentials.accept(basic('zgrada:šifra').replace('Basic', 'basic'))).toBe(true);
  for (const wrong of ['ocs:pass', 'ocs:', 'ocs', 'zgrada:pass:word', '', '# agents']) {
    expect(credentials.accept(basic(wrong)), wrong).toBe(false);
  }
  for (const other of [
    undefined,
    '',
    'Basic',
    'Bearer b2NzOnBhc3M6d29yZA==',
    `${basic('ocs:pass:word')} x`,
  ]) {
    expect(credentials.accept(other), other).toBe(false);
  }
  expect(NO_CREDENTIALS.accept(basic('ocs:pass:word'))).toBe(false);
});

test('every line that is none is named, without what it holds', () => {
  const parse = () => parseCredentials('good:one\nsecret\n:secret\nuser:\n');

  expect(parse).toThrow(
    expect.objectContaining({
      faults: [
        { path: 'line 2', message: 'must be user:password' },
        { path: 'line 3', message: 'must be user:password' },
        { path: 'line 4', message: 'must be user:password' },
      ],
    }),
  );
  expect(() => parseCredentials('# nobody')).toThrow('faults');
});
