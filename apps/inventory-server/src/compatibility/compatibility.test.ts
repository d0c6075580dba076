import { describe, expect, test } from 'vitest';
import { admitPlainAgent, parseCompatibility, plainAddress } from './compatibility.ts';

function admit(text: string, address: string) {
  return admitPlainAgent(parseCompatibility(text), address);
}

describe('plain agents come from where the switch lets them', () => {
  test.each([
    ['off', '127.0.0.1', 'refused'],
    ['loopback', '127.0.0.1', 'admitted'],
    ['loopback', '127.9.9.9', 'admitted'],
    ['loopback', '::1', 'admitted'],
    ['loopback', '10.0.0.1', 'refused'],
    ['loopback', '::2', 'refused'],
    ['open', '10.0.0.1', 'admitted'],
    ['open', '2001:db8::1', 'admitted'],
    ['open+basic', '10.0.0.1', 'needs-password'],
    ['10.1.0.0/16', '10.1.255.255', 'admitted'],
    ['10.1.0.0/16', '10.2.0.0', 'refused'],
    ['10.1.2.3', '10.1.2.3', 'admitted'],
    ['10.1.2.3', '10.1.2.4', 'refused'],
    ['10.0.0.0/8', '2001:db8::1', 'refused'],
    ['::/0', '10.0.0.1', 'refused'],
    ['0.0.0.0/0', '2001:db8::1', 'refused'],
    ['2001:db8:0:1::/64', '2001:db8:0:1:2::3', 'admitted'],
    ['2001:db8:0:1::/64', '2001:db8:0:2::3', 'refused'],
    ['fe80::/10', 'fe80::1%eth0', 'admitted'],
    ['loopback, 10.1.0.0/16+basic', '10.1.0.1', 'needs-password'],
  ])('%s lets %s: %s', (text, address, expected) => {
    expect(admit(text, address)).toBe(expected);
  });

  test('the first entry that holds an address decides', () => {
    expect(admit('10.1.0.0/16, open+basic', '10.1.0.1')).toBe('admitted');
    expect(admit('open+basic, 10.1.0.0/16', '10.1.0.1')).toBe('needs-password');
  });

  test('what is no address comes from nowhere', () => {
    expect(admit('open', 'unknown')).toBe('refused');
    expect(admit('open', '10.0.0.1:8080')).toBe('refused');
  });
});

test('every entry that is none is named', () => {
  expect(() =>
    parseCompatibility('all, 10.0.0.0/8, 10.0.0.0/33, ::/129, 10.0.0.0/8/8, off, +basic, fe80::1%a'),
  ).toThrow(
    expect.objectContaining({
      faults: ['0', '2', '3', '4', '5', '6', '7'].map((path) => expect.objectContaining({ path })),
    }),
  );
});

test('an IPv4 address over an IPv6 socket is written as IPv4', () => {
  expect(plainAddress('::ffff:127.0.0.1')).toBe('127.0.0.1');
  expect(plainAddress('fe80::1')).toBe('fe80::1');
});
