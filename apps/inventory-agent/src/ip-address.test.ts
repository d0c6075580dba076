import { expect, test } from 'vitest';
import { formatIpv6, toSubnet } from './ip-address.ts';

test.each([
  ['192.0.2.77', '255.255.255.0', '192.0.2.0'],
  ['10.20.4.17', '255.255.0.0', '10.20.0.0'],
  ['10.99.0.7', '255.255.255.255', '10.99.0.7'],
  ['2001:db8:20:0:9a90:96ff:feb3:1c2e', 'ffff:ffff:ffff:ffff::', '2001:db8:20::'],
  ['fe80::1%eth0', 'ffff:ffff:ffff:ffff::', 'fe80::'],
  ['fd00::2', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'fd00::2'],
  ['::1', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', '::1'],
])('the subnet of %s by %s is %s', (address, mask, subnet) => {
  expect(toSubnet(address, mask)).toBe(subnet);
});

test('an address and a mask of different families have no subnet', () => {
  expect(toSubnet('192.0.2.1', 'ffff::')).toBeUndefined();
  expect(toSubnet('1:2:3', 'ffff::')).toBeUndefined();
});

test.each([
  ['20010db8000000000000000000000001', '2001:db8::1'],
  ['20010db8000000010000000000000000', '2001:db8:0:1::'],
  ['20010db8000100020003000400050000', '2001:db8:1:2:3:4:5:0'],
  ['00000000000000000000000000000000', '::'],
])('%s is written %s', (digits, expected) => {
  expect(formatIpv6(Buffer.from(digits, 'hex'))).toBe(expected);
});
