import type { InventorySections, SectionRow } from '@popis/inventory-format';
import { makeSections } from '../../bench/inventory/machines.ts';
import { type RecordedReport, toReport } from './reported-machines.ts';

const software = { fewest: 10, most: 20 };

/** Makes machines of an office, most of them with one thing that is awkward to map; `first` is the number of the first. */
export function makeAwkwardReports(count: number, first: number): RecordedReport[] {
  return Array.from({ length: count }, (_each, index) => {
    const n = first + index;
    const name = `awkward${n}`;
    const { sections } = makeSections(name, n, software);
    return toReport(`PC-${n}`, { ...sections, ...oddities[index % oddities.length]?.(sections) });
  });
}

type Oddity = (sections: InventorySections) => InventorySections;

function edit(rows: readonly SectionRow[] | undefined, change: SectionRow): SectionRow[] {
  return (rows ?? []).map((row) => ({ ...row, ...change }));
}

const oddities: readonly Oddity[] = [
  () => ({}),
  ({ MEMORIES }) => ({ MEMORIES: edit(MEMORIES, { SERIALNUMBER: 'Not Specified' }) }),
  ({ MEMORIES }) => ({ MEMORIES: edit(MEMORIES, { SERIALNUMBER: '00000000', NUMSLOTS: '0' }) }),
  ({ MEMORIES }) => ({
    MEMORIES: [...(MEMORIES ?? []), { CAPACITY: 'No', CAPTION: 'empty', NUMSLOTS: '9' }],
  }),
  ({ STORAGES }) => ({ STORAGES: edit(STORAGES, { SERIALNUMBER: 'SAME-IN-BOTH' }) }),
  ({ STORAGES }) => ({ STORAGES: edit(STORAGES, { SERIALNUMBER: '', DISKSIZE: '0' }) }),
  ({ MONITORS }) => ({
    MONITORS: [...edit(MONITORS, { SERIAL: '' }), ...edit(MONITORS, { SERIAL: ' a  b ' })],
  }),
  ({ HARDWARE }) => ({
    HARDWARE: edit(HARDWARE, {
      NAME: ' Čačak – рачунар\u00a0№ 7 & <co>  ',
      DESCRIPTION: "Ana's \\ machine\n second  line",
      WINOWNER: 'Đorđe "Đoka" Šćepanović',
    }),
  }),
  ({ HARDWARE }) => ({
    HARDWARE: edit(HARDWARE, { IPADDR: '10.8.0.1/10.9.0.1', MEMORY: '2048' }),
    MEMORIES: [],
  }),
  ({ BIOS }) => ({
    BIOS: edit(BIOS, { SSN: 'To Be Filled By O.E.M.', SMODEL: 'System Product Name', ASSETTAG: 'N/A' }),
  }),
  ({ CONTROLLERS }) => ({ CONTROLLERS: [...(CONTROLLERS ?? []), ...(CONTROLLERS ?? [])] }),
  ({ DRIVES }) => ({
    DRIVES: [
      ...(DRIVES ?? []),
      { LETTER: 'R:/', TYPE: 'Removable Drive', FILESYSTEM: 'FAT32', TOTAL: '15000' },
      { TYPE: '/mnt/share', FILESYSTEM: 'nfs4', TOTAL: '900000' },
      { TYPE: '/run', FILESYSTEM: 'tmpfs', TOTAL: '1600' },
    ],
  }),
  ({ NETWORKS }) => ({
    NETWORKS: [
      ...(NETWORKS ?? []),
      ...edit(NETWORKS?.slice(0, 1), { IPADDRESS: '2001:db8::7', IPMASK: '', IPSUBNET: '' }),
      ...edit(NETWORKS?.slice(0, 1), { IPADDRESS: 'fe80::7', IPMASK: '', IPSUBNET: '' }),
      { DESCRIPTION: 'docker0', MACADDR: '02:42:AC:11:00:02', IPADDRESS: '172.17.0.1', VIRTUALDEV: '1' },
    ],
  }),
  () => ({
    PRINTERS: [
      { NAME: 'Kyocera at the desk', DRIVER: 'Kyocera KX', PORT: 'LPT1:' },
      { NAME: 'One for all', DRIVER: 'HP Universal PCL6', PORT: 'socket://10.77.0.1:9100' },
      { NAME: 'One for all, again', DRIVER: 'HP Universal PCL6', PORT: 'IP_10.77.0.1' },
      { NAME: 'PDF', DRIVER: 'Microsoft Print To PDF', PORT: 'PORTPROMPT:' },
    ],
  }),
  () => ({ USBDEVICES: [{ DESCRIPTION: 'Stick', SERIAL: 'AA11', TYPE: 'Mass storage' }] }),
  () => ({
    BATTERIES: [{ NAME: 'DELL 1V2F6', MANUFACTURER: 'BYD', CHEMISTRY: 'Li-ion' }],
    MODEMS: [{ NAME: 'Sierra', MODEL: 'EM7455' }],
    SIM: [
      {
        OPERATOR: '22001',
        OPNAME: 'A Mobile',
        COUNTRY: 'rs',
        SERIALNUMBER: '8938101',
        PHONENUMBER: '+38160',
      },
    ],
  }),
];
