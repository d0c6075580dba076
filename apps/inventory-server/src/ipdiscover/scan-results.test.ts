import { expect, test } from 'vitest';
import { toNeighbours } from './scan-results.ts';

const networks = [
  { IPSUBNET: '10.9.0.0', IPMASK: '255.255.0.0' },
  { IPSUBNET: '10.1.2.0', IPMASK: '255.255.255.0' },
];

test('each hardware address is kept once, with the mask of the interface of its subnet', () => {
  const { neighbours, skipped } = toNeighbours(
    [
      { ip: '10.1.2.78', mac: '02:AA:bb:cc:dd:ef' },
      { ip: '10.1.2.77', mac: '02:aa:bb:cc:dd:ee', name: 'printer77' },
      { ip: '10.1.2.79', mac: '02:aa:bb:cc:dd:ef' },
    ],
    '10.1.2.0',
    networks,
  );

  expect(skipped).toBe(0);
  expect(neighbours).toEqual([
    {
      ip: '10.1.2.77',
      mac: '02:aa:bb:cc:dd:ee',
      mask: '255.255.255.0',
      netId: '10.1.2.0',
      name: 'printer77',
    },
    { ip: '10.1.2.79', mac: '02:aa:bb:cc:dd:ef', mask: '255.255.255.0', netId: '10.1.2.0', name: null },
  ]);
});

test.each([
  ['10.1.2', '02:aa:bb:cc:dd:ee'],
  ['10.1.2.256', '02:aa:bb:cc:dd:ee'],
  ['fe80::1', '02:aa:bb:cc:dd:ee'],
  ['10.1.2.3', '02-aa-bb-cc-dd-ee'],
  ['10.1.2.3', ''],
  ["10.1.2.3'", '02:aa:bb:cc:dd:ee'],
])('%s at %s is no neighbour', (ip, mac) => {
  expect(toNeighbours([{ ip, mac }], '10.1.2.0', networks)).toEqual({ neighbours: [], skipped: 1 });
});
