import { describe, expect, test } from 'vitest';
import { mayBeReached, parseAllowedPlaces } from './outgoing-address.ts';

const { allowed: nothing } = parseAllowedPlaces([]);

describe('an address', () => {
  test.each([
    ...['127.0.0.1', '127.8.9.10', '0.0.0.0', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
    ...[
      '169.254.169.254',
      '100.64.0.1',
      '192.0.0.1',
      '192.0.2.1',
      '198.18.0.1',
      '198.51.100.7',
      '203.0.113.9',
    ],
    ...['224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255'],
    ...[
      '::',
      '::1',
      '::127.0.0.1',
      '::ffff:127.0.0.1',
      '::ffff:7f00:1',
      '::FFFF:10.0.0.1',
      '::ffff:169.254.169.254',
    ],
    ...[
      '0:0:0:0:0:ffff:c0a8:0101',
      '64:ff9b::7f00:1',
      '64:ff9b:1::a00:1',
      '2002:7f00:1::',
      '2001::1',
      '2001:db8::1',
    ],
    ...[
      'fc00::1',
      'fd12:3456::1',
      'fe80::1',
      'fe80::1%eth0',
      'fec0::1',
      'ff02::1',
      '100::1',
      'localhost',
      '',
    ],
  ])('that is no public host’s is not reached: %s', (address) => {
    expect(mayBeReached('hooks.example.org', address, nothing)).toBe(false);
  });

  test.each(['93.184.216.34', '172.15.0.1', '172.32.0.1', '2606:2800:220:1::1', '::ffff:93.184.216.34'])(
    'of a public host is: %s',
    (address) => {
      expect(mayBeReached('hooks.example.org', address, nothing)).toBe(true);
    },
  );

  test('of a private host is when it is allowed, by name or range, and nothing beside it', () => {
    const { allowed } = parseAllowedPlaces(['Hooks.intern', '10.1.0.0/16', 'fd00::/8']);

    expect(mayBeReached('hooks.intern', '192.168.1.1', allowed)).toBe(true);
    expect(mayBeReached('other.intern', '192.168.1.1', allowed)).toBe(false);
    expect(mayBeReached('other.intern', '10.1.2.3', allowed)).toBe(true);
    expect(mayBeReached('other.intern', '::ffff:10.1.2.3', allowed)).toBe(true);
    expect(mayBeReached('other.intern', '10.2.0.1', allowed)).toBe(false);
    expect(mayBeReached('other.intern', 'fd00::7', allowed)).toBe(true);
  });
});

test('what is no place to allow is named', () => {
  expect(parseAllowedPlaces(['10.0.0.0/33', 'a b', 'host', '10.0.0.1', '1::/129']).wrong).toEqual([
    ...['10.0.0.0/33', 'a b', '1::/129'],
  ]);
});
