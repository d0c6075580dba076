import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../schema/default-settings.ts';
import type { Parameter } from './effective-values.ts';
import { downloadOrder, ipDiscoverOrder, registryOrder } from './orders.ts';

const subnet: Parameter = { name: 'IPDISCOVER', number: 1, text: '10.1.2.0', isOwn: true };

test('how to fetch packages is told even when there are none', () => {
  expect(downloadOrder(DEFAULT_SETTINGS, [])).toEqual({
    name: 'DOWNLOAD',
    parameters: [
      {
        attributes: {
          TYPE: 'CONF',
          ON: '0',
          CYCLE_LATENCY: '60',
          FRAG_LATENCY: '10',
          PERIOD_LATENCY: '1',
          PERIOD_LENGTH: '10',
          TIMEOUT: '30',
          EXECUTION_TIMEOUT: '120',
        },
      },
    ],
  });
});

test('deployment is on where the setting says so and the device does not forbid it', () => {
  const isOn = (settings: Record<string, number>, parameters: Parameter[] = []) =>
    downloadOrder({ ...DEFAULT_SETTINGS, ...settings }, parameters).parameters[0]?.attributes.ON;
  const off = { name: 'DOWNLOAD_SWITCH', number: 0, text: null, isOwn: true };

  expect(isOn({ DOWNLOAD: 1 })).toBe('1');
  expect(isOn({ DOWNLOAD: 1 }, [off])).toBe('0');
  expect(isOn({ DOWNLOAD: 0 }, [{ ...off, number: 1 }])).toBe('0');
});

test('a device with a subnet scans it, unless a group forbids it', () => {
  expect(ipDiscoverOrder(DEFAULT_SETTINGS, [subnet])).toEqual({
    name: 'IPDISCOVER',
    parameters: [{ attributes: { IPDISC_LAT: '100' }, text: '10.1.2.0' }],
  });
  const veto = { ...subnet, number: 0, text: null, isOwn: false };
  expect(ipDiscoverOrder(DEFAULT_SETTINGS, [subnet, veto])).toBeUndefined();
  expect(ipDiscoverOrder(DEFAULT_SETTINGS, [{ ...subnet, number: 0 }])).toBeUndefined();
  expect(ipDiscoverOrder(DEFAULT_SETTINGS, [])).toBeUndefined();
});

test('the registry is asked only where there is something to ask', () => {
  expect(registryOrder([])).toBeUndefined();
  expect(registryOrder([{ name: 'IE version', tree: 2, key: 'SOFTWARE\\IE', value: 'Version' }])).toEqual({
    name: 'REGISTRY',
    parameters: [
      { attributes: { REGKEY: 'SOFTWARE\\IE', NAME: 'IE version', REGTREE: '2' }, text: 'Version' },
    ],
  });
});
