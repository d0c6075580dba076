import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readValue } from './values.ts';

describe('an address', () => {
  test.each([
    [' 10.0.0.1 ', '10.0.0.1'],
    ['FE80:0:0:0:0:0:0:1', 'fe80::1'],
    ['2001:0DB8::0001', '2001:db8::1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['::ffff:10.0.0.1', '::ffff:a00:1'],
    ['0:0:0:0:0:0:0:0', '::'],
  ])('%j is stored as %s', (given, stored) => {
    expect(readValue('ipAddress', given)).toEqual({ value: stored });
  });

  test.each<string | number>(['10.0.0.1/32', '010.0.0.1', '1::2::3', '12345::', 'fe80::1%eth0', 10])(
    '%j is a fault',
    (given) => {
      expect(readValue('ipAddress', given)).toEqual({ fault: 'must be an IP address' });
    },
  );

  test('in its stored form stays as it is, and is that of each of its spellings', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(0xffff), { minLength: 8, maxLength: 8 }), (groups) => {
        const long = groups.map((group) => group.toString(16).padStart(4, '0').toUpperCase()).join(':');
        const short = groups.map((group) => group.toString(16)).join(':');

        const read = readValue('ipAddress', long);

        expect(readValue('ipAddress', short)).toEqual(read);
        expect('value' in read && readValue('ipAddress', read.value)).toEqual(read);
      }),
    );
  });
});

describe('a network', () => {
  test.each([
    ['10.1.0.0/16', '10.1.0.0/16'],
    [' 10.0.0.1/32', '10.0.0.1/32'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['10.1.128.0/017', '10.1.128.0/17'],
    ['2001:DB8:0:0::/32', '2001:db8::/32'],
    ['::/0', '::/0'],
    ['::1/128', '::1/128'],
    ['2001:db8:0:1:0:0:0:0/64', '2001:db8:0:1::/64'],
    ['1:0:0:2:0:0:0:0/64', '1:0:0:2::/64'],
    ['::ffff:10.0.0.0/104', '::ffff:a00:0/104'],
  ])('%j is stored as %s', (given, stored) => {
    expect(readValue('ipNetwork', given)).toEqual({ value: stored });
  });

  test.each<string | number>(['10.1.0.0', '10.1.0.0/33', '::/129', '10.1/16', '10.0.0.0/8/8', 'all', 10])(
    '%j is a fault',
    (given) => {
      expect(readValue('ipNetwork', given)).toHaveProperty('fault');
    },
  );

  test.each([
    ['10.1.0.5/16', '10.1.0.0/16'],
    ['10.1.3.0/22', '10.1.0.0/22'],
    ['2001:db8::1/64', '2001:db8::/64'],
  ])('%s has bits beyond its prefix, and is told what it may mean', (given, network) => {
    expect(readValue('ipNetwork', given)).toEqual({
      fault: `has bits beyond its prefix: the network is ${network}`,
    });
  });

  test('in its stored form stays as it is', () => {
    const address = fc.oneof(fc.ipV4(), fc.ipV6());
    fc.assert(
      fc.property(address, fc.nat(128), (given, bits) => {
        const prefix = given.includes(':') ? bits : bits % 33;
        const read = readValue('ipNetwork', `${given}/${prefix}`);
        const stored = 'value' in read ? read.value : read.fault.split(' ').at(-1);

        expect(readValue('ipNetwork', stored ?? null)).toEqual({ value: stored });
      }),
    );
  });
});
