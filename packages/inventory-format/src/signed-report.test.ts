import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  formatPublicKey,
  introductionText,
  parsePublicKey,
  signedText,
  signText,
  toKeyId,
  verifyText,
} from './signed-report.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const text = formatPublicKey(publicKey);
const request = {
  method: 'POST',
  path: '/ocsinventory',
  keyId: toKeyId(text),
  counter: 7,
  body: Buffer.from('report'),
};

test('a signature holds for what was signed, and for nothing else', () => {
  const signature = signText(privateKey, signedText(request));

  expect(verifyText(text, signedText(request), signature)).toBe(true);
  for (const other of [
    { method: 'PUT' },
    { path: '/other' },
    { keyId: 'x' },
    { counter: 8 },
    { body: Buffer.from('Report') },
  ]) {
    expect(verifyText(text, signedText({ ...request, ...other }), signature)).toBe(false);
  }
  expect(verifyText(text, signedText(request), '')).toBe(false);
  expect(
    verifyText(
      text,
      signedText(request),
      signature.replace(/^./, (first) => (first === 'A' ? 'B' : 'A')),
    ),
  ).toBe(false);
});

test('a key has one text, and what is none is no key', () => {
  const parsed = parsePublicKey(text);

  expect(parsed && formatPublicKey(parsed)).toBe(text);
  expect(formatPublicKey(privateKey)).toBe(text);
  expect(parsePublicKey('')).toBeUndefined();
  expect(parsePublicKey(`${text}A`)).toBeUndefined();
});

test('an introduction is for one device, key and token', () => {
  expect(introductionText('a', 'k', 't')).not.toBe(introductionText('b', 'k', 't'));
  expect(introductionText('a', 'k', 't')).not.toContain('\nt');
});
