import { expect, test } from 'vitest';
import { mergeNetworks } from './networks.service.ts';

test('what tables say of one network is put together, in the order of addresses', () => {
  const networks = mergeNetworks([
    { network: '10.1.10.0', devices: 2, mask: '255.255.255.0' },
    { network: '10.1.2.0', devices: 1, mask: '' },
    { network: '10.1.10.0', unmanaged: 3, mask: null },
    { network: '10.1.10.0', name: 'Lab', mask: '255.255.254.0' },
    { network: 'nowhere', isExcluded: true },
  ]);

  expect(networks.map(({ network }) => network)).toEqual(['10.1.2.0', '10.1.10.0', 'nowhere']);
  expect(networks[1]).toMatchObject({ devices: 2, unmanaged: 3, name: 'Lab', mask: '255.255.254.0' });
  expect(networks[0]).toMatchObject({ devices: 1, unmanaged: 0, mask: null, name: null });
});
