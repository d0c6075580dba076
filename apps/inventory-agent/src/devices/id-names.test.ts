import { expect, test } from 'vitest';
import { parseIdNames } from './id-names.ts';

const names = parseIdNames(`# comment
8086  Intel Corporation
	15bb  Ethernet Connection (7) I219-LM
		1028 0869  OptiPlex 7060
1af4  Red Hat, Inc.
C 02  Network controller
	80  Network controller of another kind
AT 0100  USB Undefined
	15bb  not a device
HID 21  HID
`);

test('vendors, devices and classes have their names', () => {
  expect(names.vendor('8086')).toBe('Intel Corporation');
  expect(names.device('8086', '15bb')).toBe('Ethernet Connection (7) I219-LM');
  expect(names.deviceClass('02', '80')).toBe('Network controller of another kind');
  expect(names.deviceClass('02', '00')).toBe('Network controller');
});

test('what is not in the list, or stands in another part of it, has none', () => {
  expect(names.vendor('ffff')).toBeUndefined();
  expect(names.device('1af4', '15bb')).toBeUndefined();
  expect(names.device('8086', '0869')).toBeUndefined();
  expect(names.deviceClass('99', '00')).toBeUndefined();
});
