import { Readable } from 'node:stream';
import { operations } from '@popis/inventory-administration';
import { expect, test } from 'vitest';
import { toInventoryRequest } from './inventory-request.ts';

test('an address is written from what was parsed, whatever it holds', () => {
  const request = toInventoryRequest(operations.getDeviceSection, {
    params: { id: 7, section: '../status?x=&y#z' },
  });

  expect(request).toEqual({
    method: 'GET',
    address: '/admin/devices/7/sections/..%2Fstatus%3Fx%3D%26y%23z',
    body: undefined,
  });
});

test('what a query leaves out is not handed on, and what it holds stays one value', () => {
  const { address } = toInventoryRequest(operations.listDevices, {
    query: { search: 'a&limit=1 š', tag: undefined, limit: 5 },
  });

  expect(address).toBe('/admin/devices?search=a%26limit%3D1+%C5%A1&limit=5');
});

test('a body is JSON', () => {
  const { body } = toInventoryRequest(operations.createGroup, { body: { name: 'Lab', description: '' } });

  expect(body).toEqual({ mediaType: 'application/json', content: '{"name":"Lab","description":""}' });
});

test('an archive is handed on as it comes, and nothing else is taken for one', () => {
  const archive = Readable.from(['files']);

  const { body } = toInventoryRequest(operations.createPackage, { query: {}, body: archive });

  expect(body).toEqual({ mediaType: 'application/octet-stream', content: archive });
  expect(() => toInventoryRequest(operations.createPackage, { query: {}, body: { files: [] } })).toThrow(
    expect.objectContaining({
      faults: [{ path: 'body', message: 'must be sent as application/octet-stream' }],
    }),
  );
});
