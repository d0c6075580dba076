import {
  type BodyForm,
  deflateBody,
  formatInventory,
  formatProlog,
  type InventorySections,
} from '@popis/inventory-format';
import { type Random, randomOf } from './random.ts';
import { installTitles } from './titles.ts';

/** What a machine has to say: all for the first time, nothing new, or what changes between two nights. */
export type Occasion = 'first' | 'unchanged' | 'changed';

/** What a machine sends, packed before any clock runs, and what the database must hold of it afterwards. */
export interface Machine {
  deviceId: string;
  userAgent: string;
  prolog: Uint8Array;
  inventory: Uint8Array;
  xmlBytes: number;
  /** Rows by table; a value that changes is counted by its sum. */
  expected: Record<string, number>;
}

const form: BodyForm = 'zlib';
const allSections = 4_194_303;
/** Bits of a machine's CHECKSUM: HARDWARE always differs, as it holds the uptime; DRIVES and SOFTWARES. */
const checksums: Record<Occasion, number> = { first: allSections, unchanged: 1, changed: 1 | 512 | 65_536 };

/** Sizes of a machine's list of software. */
export interface MachineSize {
  fewest: number;
  most: number;
}

/** A desktop with Windows, a desktop with Linux or a server, in the shares of an office; about 360 titles: 180 KiB of XML. */
export const usualSize: MachineSize = { fewest: 250, most: 470 };

/** Machine number `n`, the same whenever it is made; its DEVICEID begins with `prefix`. */
export async function makeMachine(
  prefix: string,
  n: number,
  occasion: Occasion,
  size: MachineSize = usualSize,
): Promise<Machine> {
  const name = `${prefix}${String(n).padStart(6, '0')}`;
  const deviceId = `${name}-2025-01-02-03-04-05`;
  const { kind, sections } = makeSections(name, n, size);
  if (occasion === 'changed') change(sections, n);
  for (const hardware of sections.HARDWARE ?? []) hardware.CHECKSUM = String(checksums[occasion]);
  const xml = formatInventory({
    deviceId,
    accountInfo: [{ name: 'TAG', value: `SITE-${n % 40}` }],
    sections,
  });
  return {
    deviceId,
    userAgent: kind === 'windows' ? 'OCS-NG_WINDOWS_AGENT_v2.8.1.0' : 'OCS-NG_unified_unix_agent_v2.8.1',
    prolog: await deflateBody(formatProlog(deviceId), form),
    inventory: await deflateBody(xml, form),
    xmlBytes: Buffer.byteLength(xml),
    expected: {
      ...Object.fromEntries(
        counted.map((section) => [section.toLowerCase(), sections[section]?.length ?? 0]),
      ),
      software: sections.SOFTWARES?.length ?? 0,
      'sum of free space': sum(sections.DRIVES, 'FREE'),
      'changed versions': (sections.SOFTWARES ?? []).filter((row) => row.VERSION?.endsWith('+changed'))
        .length,
    },
  };
}

/** What machine number `n` has to say of itself under a name, the same whenever it is made. */
export function makeSections(name: string, n: number, size: MachineSize) {
  const random = randomOf(1_000_003 + n);
  const share = random.int(1, 10);
  const kind = share <= 6 ? 'windows' : share <= 9 ? 'linux' : 'server';
  return { kind, sections: describe(random, name, n, kind, size) };
}

const counted = [
  'BIOS',
  'CONTROLLERS',
  'CPUS',
  'DRIVES',
  'INPUTS',
  'MEMORIES',
  'MONITORS',
  'NETWORKS',
  'PORTS',
  'PRINTERS',
  'SLOTS',
  'STORAGES',
  'VIDEOS',
] as const;

/** Tables in which every row of a machine is counted. */
export const countedTables: readonly string[] = [
  ...counted.map((section) => section.toLowerCase()),
  'software',
];

function describe(
  random: Random,
  name: string,
  n: number,
  kind: 'windows' | 'linux' | 'server',
  size: MachineSize,
): InventorySections {
  const windows = kind === 'windows';
  const server = kind === 'server';
  const subnet = `10.${(n >> 14) & 255}.${(n >> 6) & 255}`;
  const ip = `${subnet}.${1 + (n & 63)}`;
  const maker = random.pick(['Dell Inc.', 'HP', 'LENOVO', 'FUJITSU']);
  const processor = random.pick(['Intel(R) Core(TM) i5-10500 CPU @ 3.10GHz', 'AMD Ryzen 5 PRO 4650G']);
  const modules = server ? 8 : random.pick([2, 2, 4]);
  const capacity = random.pick([4_096, 8_192, 16_384]);
  const repeat = <T>(count: number, make: (index: number) => T) =>
    Array.from({ length: count }, (_, at) => make(at));
  return {
    HARDWARE: [
      {
        ARCH: windows ? '64 bits' : 'x86_64',
        DEFAULTGATEWAY: `${subnet}.254`,
        DESCRIPTION: `x86_64/00-00-0${random.int(1, 9)} ${random.int(10, 23)}:17:52`,
        DNS: '10.0.0.53',
        IPADDR: ip,
        MEMORY: String(modules * capacity),
        NAME: name,
        OSNAME: windows ? 'Microsoft Windows 11 Pro' : 'Debian GNU/Linux 12',
        OSVERSION: windows ? '10.0.22631' : '12',
        PROCESSORN: server ? '2' : '1',
        PROCESSORS: '3100',
        PROCESSORT: processor,
        SWAP: '8192',
        TYPE: '0',
        USERID: `user${random.int(1, 9_999)}`,
        UUID: `${random.hex(8)}-${random.hex(4)}-4${random.hex(3)}-8${random.hex(3)}-${random.hex(12)}`,
        WORKGROUP: 'EXAMPLE',
      },
    ],
    BIOS: [
      {
        ASSETTAG: `AT-${name}`,
        BDATE: '03/12/2021',
        BMANUFACTURER: maker,
        BVERSION: `1.${random.int(0, 30)}.0`,
        SMANUFACTURER: maker,
        SMODEL: server ? 'PowerEdge R650' : 'OptiPlex 7090',
        SSN: `S${random.hex(9)}`,
        TYPE: server ? 'Rack Mount Chassis' : 'Desktop',
      },
    ],
    CONTROLLERS: repeat(random.int(6, 14), (at) => ({
      CAPTION: `Controller ${at}`,
      MANUFACTURER: random.pick(['Intel Corporation', 'Realtek', 'NVIDIA Corporation']),
      NAME: random.pick(['PCI bridge', 'USB controller', 'SATA controller']),
      TYPE: random.pick(['Bridge', 'USB', 'Storage']),
      VERSION: `rev 0${at}`,
    })),
    CPUS: repeat(server ? 2 : 1, (at) => ({
      CORES: '6',
      CPUARCH: 'x86_64',
      LOGICAL_CPUS: '12',
      MANUFACTURER: 'Intel',
      SERIALNUMBER: random.hex(16),
      SOCKET: `CPU ${at}`,
      SPEED: '3100',
      TYPE: processor,
    })),
    DRIVES: repeat(6, (at) => ({
      FILESYSTEM: windows ? 'NTFS' : 'ext4',
      FREE: String(random.int(10_000, 200_000)),
      LETTER: windows ? `${'CDEFGH'[at]}:/` : '',
      NUMFILES: '0',
      TOTAL: random.pick(['476000', '953000', '238000']),
      TYPE: windows ? 'Hard Drive' : `/mount${at}`,
      VOLUMN: `/dev/sda${at + 1}`,
    })),
    INPUTS: [
      {
        CAPTION: 'USB keyboard',
        DESCRIPTION: 'HID',
        INTERFACE: 'USB',
        MANUFACTURER: 'Logitech',
        TYPE: 'Keyboard',
      },
      {
        CAPTION: 'USB mouse',
        DESCRIPTION: 'HID',
        INTERFACE: 'USB',
        MANUFACTURER: 'Logitech',
        TYPE: 'Pointing',
      },
    ],
    MEMORIES: repeat(modules, (at) => ({
      CAPACITY: String(capacity),
      CAPTION: 'System Memory',
      DESCRIPTION: `DIMM ${at}`,
      NUMSLOTS: String(at + 1),
      SERIALNUMBER: random.hex(8),
      SPEED: '3200 MHz',
      TYPE: 'DDR4',
    })),
    MONITORS: repeat(server ? 1 : random.int(1, 2), () => ({
      CAPTION: random.pick(['DELL P2419H', 'HP E243', 'EV2451']),
      DESCRIPTION: '20/2020',
      MANUFACTURER: random.pick(['Dell', 'HP', 'EIZO']),
      SERIAL: random.hex(10),
      TYPE: 'LCD',
    })),
    NETWORKS: repeat(random.int(2, 4), (at) => ({
      DESCRIPTION: at === 0 ? 'eth0' : `wlan${at}`,
      MACADDR: `02:${[n >> 16, n >> 8, n, at].map((byte) => (byte & 255).toString(16).padStart(2, '0')).join(':')}:01`,
      MTU: '1500',
      STATUS: at === 0 ? 'Up' : 'Down',
      TYPE: at === 0 ? 'Ethernet' : 'Wifi',
      ...(at === 0
        ? { IPADDRESS: ip, IPMASK: '255.255.255.0', IPSUBNET: `${subnet}.0`, SPEED: '1 Gb/s' }
        : {}),
    })),
    PORTS: repeat(4, (at) => ({ CAPTION: `Port ${at}`, DESCRIPTION: 'USB', NAME: `J1A${at}`, TYPE: 'USB' })),
    PRINTERS: repeat(server ? 0 : random.int(1, 4), () => ({
      DRIVER: random.pick(['HP Universal PCL6', 'Kyocera KX', 'Microsoft Print To PDF']),
      NAME: `Imprimante ${random.int(1, 400)}`,
      PORT: `IP_10.9.${random.int(0, 9)}.${random.int(1, 254)}`,
    })),
    SLOTS: repeat(4, (at) => ({
      DESCRIPTION: 'x16 PCI Express',
      DESIGNATION: `SLOT${at}`,
      NAME: `SLOT${at}`,
      STATUS: random.pick(['In Use', 'Available']),
    })),
    SOFTWARES: installTitles(random, windows ? 'desktop' : 'packages', random.int(size.fewest, size.most)),
    STORAGES: repeat(2, (at) => ({
      DESCRIPTION: 'SATA',
      DISKSIZE: random.pick(['488386', '1000204']),
      FIRMWARE: `FW${random.hex(4)}`,
      MANUFACTURER: random.pick(['Samsung', 'Seagate', 'WDC']),
      MODEL: random.pick(['SSD 860', 'ST1000DM010']),
      NAME: `sd${'ab'[at]}`,
      SERIALNUMBER: random.hex(12),
      TYPE: 'disk',
    })),
    VIDEOS: [
      { CHIPSET: 'Intel UHD 630', MEMORY: '1024', NAME: 'UHD Graphics 630', RESOLUTION: '1920 x 1080' },
    ],
  };
}

/** A day later: space was used on every drive, three programs were updated, one is gone, two are new. */
function change(sections: InventorySections, n: number): void {
  const random = randomOf(31 + n);
  for (const drive of sections.DRIVES ?? []) drive.FREE = String(Number(drive.FREE) - random.int(1, 999));
  const software = sections.SOFTWARES ?? [];
  software.shift();
  for (const row of software.slice(0, 3)) row.VERSION = `${row.VERSION}+changed`;
  for (const at of [0, 1]) {
    software.push({
      NAME: `New tool ${random.int(1, 200)}-${at}`,
      PUBLISHER: 'Example',
      VERSION: '1.0',
      FILESIZE: '0',
    });
  }
}

function sum(rows: readonly Record<string, string>[] | undefined, field: string): number {
  return (rows ?? []).reduce((total, row) => total + Number(row[field]), 0);
}
