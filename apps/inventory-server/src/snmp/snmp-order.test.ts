import { expect, test } from 'vitest';
import { type SnmpTask, snmpOrder } from './snmp-order.ts';

const nothing: SnmpTask = {
  networks: '',
  devices: [],
  types: [],
  communities: [],
  mibs: [],
  options: undefined,
};
const community = { VERSION: '2c', NAME: 'public' };

test('subnets, neighbours and types are asked with the communities to try', () => {
  const order = snmpOrder({
    ...nothing,
    networks: '10.1.2.0/24, 10.9.0.0/16,',
    devices: [{ ip: '10.1.2.77', mac: '02:aa:bb:cc:dd:ee' }],
    types: [{ TYPE_NAME: 'Printer', OID: '1.3' }],
    communities: [community],
    mibs: [{ VENDOR: 'x' }],
    options: { SCAN_TYPE_SNMP: 'ICMP' },
  });

  expect(order?.name).toBe('SNMP');
  expect(order?.parameters.map((parameter) => parameter.attributes)).toEqual([
    { TYPE: 'NETWORK', SUBNET: '10.1.2.0/24' },
    { TYPE: 'NETWORK', SUBNET: '10.9.0.0/16' },
    { TYPE: 'DEVICE', IPADDR: '10.1.2.77', MACADDR: '02:aa:bb:cc:dd:ee' },
    { TYPE: 'SNMP_TYPE', TYPE_NAME: 'Printer', OID: '1.3' },
    { TYPE: 'COMMUNITY', ...community },
    { TYPE: 'MIB', VENDOR: 'x' },
    { TYPE: 'OPTION', SCAN_TYPE_SNMP: 'ICMP' },
  ]);
});

test('secrets are told to nobody who has nothing to ask', () => {
  expect(snmpOrder({ ...nothing, communities: [community] })).toBeUndefined();
});
