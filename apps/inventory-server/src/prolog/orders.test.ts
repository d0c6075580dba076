import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS } from '../schema/default-settings.ts';
import { DEFAULT_SCANS } from '../settings.read-model.ts';
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

function scanOrder(
  parameters: Parameter[],
  userAgent = 'OCS-NG_unified_unix_agent_v2.10.0',
  settings: Record<string, number> = {},
) {
  return ipDiscoverOrder({ ...DEFAULT_SETTINGS, ...settings }, parameters, userAgent, DEFAULT_SCANS);
}

test('a device with a subnet scans it, unless a group forbids it', () => {
  expect(scanOrder([subnet])).toEqual({
    name: 'IPDISCOVER',
    parameters: [{ attributes: { IPDISC_LAT: '100' }, text: '10.1.2.0' }],
  });
  const veto = { ...subnet, number: 0, text: null, isOwn: false };
  expect(scanOrder([subnet, veto])).toBeUndefined();
  expect(scanOrder([{ ...subnet, number: 0 }])).toBeUndefined();
  expect(scanOrder([])).toBeUndefined();
});

test('nothing is scanned where the setting is 0, and a veto counts only where groups do', () => {
  const veto = { ...subnet, number: 0, text: null, isOwn: false };

  expect(scanOrder([subnet], undefined, { IPDISCOVER: 0 })).toBeUndefined();
  expect(scanOrder([subnet, veto], undefined, { IPDISCOVER_USE_GROUPS: 0 })).toBeDefined();
});

test('agents are told as much as they understand', () => {
  const type = { name: 'SCAN_TYPE_IPDISCOVER', number: 2, text: 'ARPSCAN', isOwn: true };
  const attributesFor = (userAgent: string, parameters: Parameter[] = []) =>
    scanOrder([subnet, ...parameters], userAgent)?.parameters[0]?.attributes;

  expect(attributesFor('OCS-NG_unified_unix_agent_v2.10.4', [type])).toEqual({
    IPDISC_LAT: '100',
    SCAN_TYPE_IPDISCOVER: 'ARPSCAN',
    SCAN_ARP_BANDWIDTH: '256',
  });
  expect(attributesFor('OCS-NG_WINDOWS_AGENT_v2.11.0.1')).toMatchObject({ SCAN_TYPE_IPDISCOVER: 'ICMP' });
  expect(attributesFor('FusionInventory-Agent_v2.6-3')).toEqual({ IPDISC_LAT: '100' });
  expect(attributesFor('OCS-NG_linux_client_v13')).toEqual({});
  expect(attributesFor('OCS-NG_windows_client_v4028')).toEqual({ IPDISC_LAT: '100' });
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
