import { isDeviceId } from '@popis/inventory-format';
import { expect, test } from 'vitest';
import { toDeviceIdentity } from './device-id.ts';

const now = new Date(2026, 10, 3, 4, 5, 6);

test('the first run makes an id of the short host name and the local time', () => {
  const identity = toDeviceIdentity(undefined, 'pc-7.office.example.org', now);

  expect(identity).toEqual({ hostname: 'pc-7', deviceId: 'pc-7-2026-11-03-04-05-06' });
  expect(isDeviceId(identity.deviceId)).toBe(true);
});

test('it is kept, also when the domain changes', () => {
  const stored = { hostname: 'pc-7', deviceId: 'pc-7-2020-01-01-00-00-00' };

  expect(toDeviceIdentity(stored, 'pc-7.elsewhere.example.org', now)).toBe(stored);
});

test('another host name makes another id', () => {
  const stored = { hostname: 'pc-7', deviceId: 'pc-7-2020-01-01-00-00-00' };

  expect(toDeviceIdentity(stored, 'pc-8', now).deviceId).toBe('pc-8-2026-11-03-04-05-06');
});

test('a host without a name has an id all the same', () => {
  expect(isDeviceId(toDeviceIdentity(undefined, '', now).deviceId)).toBe(true);
});
