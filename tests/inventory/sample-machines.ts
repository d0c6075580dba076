import type { StoredMachine } from './ocs-tables.ts';

/** The two machines of `mappings/paper/inventory-sample.xml`, as OCS would have stored them. */
export const workstation: StoredMachine = {
  id: 1,
  tag: 'PC-0001',
  hardware: {
    deviceid: 'WKS-ANA-2009-03-02-10-11-12',
    name: 'WKS-ANA',
    workgroup: 'FTN',
    userdomain: 'FTN',
    osname: 'Microsoft Windows XP Professional',
    osversion: '5.1.2600',
    oscomments: 'Service Pack 3',
    processort: 'Intel Core 2 Duo E6550',
    processors: 2333,
    processorn: 1,
    memory: 4096,
    swap: 6144,
    ipaddr: '10.0.4.21',
    wincompany: 'FTN',
    winowner: 'Ana',
    winprodid: '00000-000-0000000-00000',
    winprodkey: null,
  },
  memories: [ddr2('DIMM0', 2048, '667', 1), ddr2('DIMM1', 2048, '667', 2)],
};

export const server: StoredMachine = {
  id: 2,
  tag: 'PC-0002',
  hardware: {
    deviceid: 'srv-lab-2009-03-02-10-20-00',
    name: 'srv-lab',
    workgroup: 'LAB',
    userdomain: '',
    osname: 'Debian GNU/Linux',
    osversion: '5.0',
    oscomments: '',
    processort: 'AMD Opteron 2210',
    processors: 1800,
    processorn: 2,
    memory: 8192,
    swap: 8192,
    ipaddr: '10.0.4.30',
    wincompany: null,
    winowner: null,
    winprodid: null,
    winprodkey: null,
  },
  memories: [ddr2('DIMM_A1', 4096, '800', 1), ddr2('DIMM_A2', 4096, '800', 2)],
};

/** What a view must leave out: a machine group of OCS, an archived machine, an empty slot. */
export const notMachines: readonly StoredMachine[] = [
  { id: 90, tag: 'GROUP', hardware: { deviceid: '_SYSTEMGROUP_', name: 'all laptops' } },
  { id: 91, tag: 'GROUP2', hardware: { deviceid: '_DOWNLOADGROUP_', name: 'servers' } },
];

function ddr2(description: string, capacity: number, speed: string, slot: number) {
  return {
    caption: 'Physical Memory',
    description,
    capacity: String(capacity),
    purpose: 'System Memory',
    type: 'DDR2',
    speed,
    numslots: slot,
  };
}
