import { expect, test } from 'vitest';
import { admitsPlainAgent, plainAddress } from './compatibility.ts';

test('plain agents come from where the switch lets them', () => {
  expect(admitsPlainAgent('off', '127.0.0.1')).toBe(false);
  expect(admitsPlainAgent('loopback', '127.0.0.1')).toBe(true);
  expect(admitsPlainAgent('loopback', '::1')).toBe(true);
  expect(admitsPlainAgent('loopback', '10.0.0.1')).toBe(false);
  expect(admitsPlainAgent('loopback', '::2')).toBe(false);
  expect(admitsPlainAgent('open', '10.0.0.1')).toBe(true);
});

test('an IPv4 address over an IPv6 socket is written as IPv4', () => {
  expect(plainAddress('::ffff:127.0.0.1')).toBe('127.0.0.1');
  expect(plainAddress('fe80::1')).toBe('fe80::1');
});
