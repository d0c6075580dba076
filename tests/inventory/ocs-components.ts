import {
  groupByTag,
  type Item,
  known,
  type OcsRow,
  type ReadRows,
  text,
  toItem,
  wholeNumber,
} from './ocs-values.ts';

type Values = Record<string, string>;
/** What a row is: what its Code ends with, and its attributes. Nothing for a row that is no item. */
type Component = { readonly code: string; readonly values: Values } | undefined;

interface Kind {
  readonly class: string;
  readonly table: string;
  /** Order of rows that are alike in their Code. */
  readonly order: string;
  read(row: OcsRow): Component;
}

function named(kind: string, name: string, values: Values): Component {
  return name === '' ? undefined : { code: `${kind}/${name}`, values: { Description: name, ...values } };
}

/** Known by its serial number, which may stand for the name. */
function numbered(kind: string, serial: string, name: string, values: Values): Component {
  const code = serial || name;
  return code === ''
    ? undefined
    : { code: `${kind}/${code}`, values: { Description: name, SerialNumber: serial, ...values } };
}

const kinds: readonly Kind[] = [
  {
    class: 'Processor',
    table: 'cpus',
    order: 'MANUFACTURER, TYPE, SERIALNUMBER, SPEED, CORES',
    read(row) {
      const socket = known(row.SOCKET);
      const found = named('CPU', text(row.TYPE), {
        Manufacturer: known(row.MANUFACTURER),
        SerialNumber: known(row.SERIALNUMBER),
        Speed: wholeNumber(row.SPEED?.replaceAll(/[ MHz]/gi, '')),
        Cores: wholeNumber(row.CORES),
        Threads: wholeNumber(row.LOGICAL_CPUS),
        Cache: text(row.L2CACHESIZE),
        Architecture: text(row.CPUARCH),
        Socket: socket,
      });
      return found && socket !== '' ? { ...found, code: `CPU/${socket}` } : found;
    },
  },
  {
    class: 'LogicalDrive',
    table: 'drives',
    order: 'LETTER, TYPE, FILESYSTEM, TOTAL, VOLUMN',
    read(row) {
      const foreign = ['CD-Rom Drive', 'Removable Drive', 'Network Drive'].includes(row.TYPE ?? '');
      const passing = /^(fuse\..*|nfs.*|cifs|smbfs|smb3|tmpfs|devtmpfs|overlay|squashfs|iso9660|udf)$/.test(
        row.FILESYSTEM ?? '',
      );
      const name = text(row.LETTER) || text(row.TYPE);
      if (foreign || passing || !(Number(row.TOTAL) > 0)) return undefined;
      return named('DRIVE', name, {
        Mount: name,
        FileSystem: text(row.FILESYSTEM),
        Size: wholeNumber(row.TOTAL),
        Volume: text(row.VOLUMN),
      });
    },
  },
  {
    class: 'VideoCard',
    table: 'videos',
    order: 'NAME, CHIPSET, MEMORY, RESOLUTION',
    read: (row) =>
      named('VIDEO', text(row.NAME), {
        Chipset: text(row.CHIPSET),
        VideoMemory: text(row.MEMORY),
        Resolution: text(row.RESOLUTION),
      }),
  },
  {
    class: 'SoundCard',
    table: 'sounds',
    order: 'MANUFACTURER, NAME, DESCRIPTION',
    read: (row) =>
      named('SOUND', text(`${row.MANUFACTURER} ${row.NAME}`), { Manufacturer: known(row.MANUFACTURER) }),
  },
  {
    class: 'Controller',
    table: 'controllers',
    order: 'MANUFACTURER, NAME, CAPTION, DESCRIPTION, VERSION, TYPE',
    read: (row) =>
      named('CTRL', text(`${row.MANUFACTURER} ${row.NAME}`), {
        Manufacturer: known(row.MANUFACTURER),
        Type: text(row.TYPE),
        Caption: text(row.CAPTION),
        Version: text(row.VERSION),
      }),
  },
  {
    class: 'Slot',
    table: 'slots',
    order: 'NAME, DESCRIPTION, DESIGNATION, PURPOSE, STATUS',
    read: (row) =>
      named('SLOT', text(row.NAME) || text(row.DESIGNATION), {
        Designation: text(row.DESIGNATION),
        Purpose: text(row.PURPOSE) || text(row.DESCRIPTION),
        Use: text(row.STATUS),
      }),
  },
  {
    class: 'Port',
    table: 'ports',
    order: 'TYPE, NAME, CAPTION, DESCRIPTION',
    read: (row) =>
      named('PORT', text(row.NAME) || text(row.CAPTION) || text(row.DESCRIPTION) || text(row.TYPE), {
        Type: text(row.TYPE),
        Caption: text(row.CAPTION) || text(row.DESCRIPTION),
      }),
  },
  {
    class: 'InputDevice',
    table: 'inputs',
    order: 'TYPE, MANUFACTURER, CAPTION, DESCRIPTION, INTERFACE, POINTTYPE',
    read: (row) =>
      named('INPUT', text(row.CAPTION) || text(row.DESCRIPTION), {
        Manufacturer: known(row.MANUFACTURER),
        Type: text(row.POINTTYPE) || text(row.TYPE),
        Interface: text(row.INTERFACE),
      }),
  },
  {
    class: 'Modem',
    table: 'modems',
    order: 'NAME, MODEL, DESCRIPTION, TYPE',
    read: (row) =>
      named('MODEM', text(row.NAME) || text(row.MODEL), { Model: text(row.MODEL), Type: text(row.TYPE) }),
  },
  {
    class: 'Battery',
    table: 'batteries',
    order: 'MANUFACTURER, NAME, SERIALNUMBER',
    read: (row) =>
      numbered('BAT', known(row.SERIALNUMBER), text(row.NAME) || text(row.MANUFACTURER), {
        Manufacturer: known(row.MANUFACTURER),
        Chemistry: text(row.CHEMISTRY),
        Capacity: text(row.DESIGNCAPACITY),
        Voltage: text(row.DESIGNVOLTAGE),
      }),
  },
  {
    class: 'USBDevice',
    table: 'usbdevices',
    order: 'DESCRIPTION, INTERFACE, MANUFACTURER, SERIAL, TYPE',
    read: (row) =>
      numbered('USB', known(row.SERIAL), text(row.DESCRIPTION) || text(row.MANUFACTURER), {
        Manufacturer: known(row.MANUFACTURER),
        Type: text(row.TYPE),
        Interface: text(row.INTERFACE),
      }),
  },
  {
    class: 'SIMCard',
    table: 'sim',
    order: 'OPERATOR, OPNAME, COUNTRY, SERIALNUMBER',
    read(row) {
      const operator = text(row.OPNAME) || text(row.OPERATOR);
      return numbered('SIM', known(row.SERIALNUMBER), operator, {
        Operator: operator,
        Country: text(row.COUNTRY),
        IMEI: text(row.DEVICEID),
        PhoneNumber: text(row.PHONENUMBER),
      });
    },
  },
  {
    class: 'Printer',
    table: 'printers',
    order: 'NAME, DRIVER, PORT',
    read(row) {
      const name = text(row.NAME);
      const address = addressIn(text(row.PORT));
      const driver = text(row.DRIVER);
      if (address !== '') {
        return {
          code: `PRINTER/${address}`,
          values: { Description: driver || name, Driver: driver, IPAddress: address },
        };
      }
      const port = text(row.PORT);
      const unreal =
        /^(portprompt:|nul:|file:|shrfax:|xpsport:|cups-pdf:|ts\d\d\d)/i.test(port) ||
        /print to pdf|xps document writer|onenote|microsoft shared fax/i.test(`${port}|${driver}|${name}`);
      return unreal ? undefined : named('PRINTER', name, { Driver: driver, Port: port });
    },
  },
];

/** The first IPv4 address in the port of a printer that others can reach. */
function addressIn(port: string): string {
  for (const candidate of port.split(/[^0-9.]+/)) {
    const bytes = candidate.split('.');
    const isAddress =
      bytes.length === 4 && bytes.every((byte) => /^\d{1,3}$/.test(byte) && Number(byte) < 256);
    if (isAddress && Number(bytes[0]) > 0 && candidate !== '127.0.0.1') return candidate;
  }
  return '';
}

/** All components of all machines, and their printers. */
export async function readComponents(readRows: ReadRows): Promise<Item[]> {
  const items = await readInterfaces(readRows);
  for (const kind of kinds) {
    const rows = await readRows(
      `SELECT a.TAG AS tag, t.* FROM ${kind.table} t JOIN accountinfo a USING (HARDWARE_ID) ORDER BY HARDWARE_ID, ${kind.order}`,
    );
    items.push(...[...groupByTag(rows)].flatMap(([tag, own]) => number(kind, tag, own)));
  }
  return items;
}

/** Components of a machine that are alike in their Code are numbered from the second on; a printer of all is one. */
function number(kind: Kind, tag: string, rows: readonly OcsRow[]): Item[] {
  const seen = new Map<string, number>();
  const items: Item[] = [];
  for (const found of rows.map((row) => kind.read(row))) {
    if (found === undefined) continue;
    const before = seen.get(found.code) ?? 0;
    seen.set(found.code, before + 1);
    const isShared = found.values.IPAddress !== undefined && kind.class === 'Printer';
    const own = `${tag}/${found.code}${before > 0 ? `#${before + 1}` : ''}`;
    items.push(toItem(kind.class, tag, { Code: isShared ? found.code : own, ...found.values }));
  }
  return items;
}

const passingName = /^(veth|ifb|tap|vnet|docker|br-|virbr|cali|flannel|cni|dummy|lo:|lo$)/i;

/** One item an interface, whatever number of addresses it has; not those that come and go with containers. */
async function readInterfaces(readRows: ReadRows): Promise<Item[]> {
  const rows = await readRows(
    `SELECT a.TAG AS tag, n.DESCRIPTION AS name, n.TYPE AS type, lower(n.MACADDR) AS mac, n.IPADDRESS AS ip, n.IPMASK AS mask,
       n.IPGATEWAY AS gateway, n.IPSUBNET AS subnet, n.IPDHCP AS dhcp
     FROM networks n JOIN accountinfo a USING (HARDWARE_ID)
     WHERE n.MACADDR NOT IN ('', '00:00:00:00:00:00') ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9`,
  );
  const interfaces = Map.groupBy(
    rows.filter((row) => !passingName.test(text(row.name))),
    (row) => `${row.tag}|${row.mac}|${row.name}`,
  );
  return [...interfaces.values()].map(toInterface);
}

function toInterface(rows: readonly OcsRow[]): Item {
  const [first = {}] = rows;
  const v4 = rows.filter((row) => row.ip?.includes('.'));
  const v6 = rows.filter((row) => row.ip?.includes(':') && !row.ip.startsWith('fe80'));
  const subnets = v4.filter((row) => row.subnet !== '');
  const name = text(first.name);
  return toItem('NetworkInterface', first.tag ?? '', {
    Code: `${first.tag}/NET/${first.mac}/${name}`,
    Description: name,
    MACAddress: first.mac ?? '',
    Type: text(first.type),
    IPv4: v4.map((row) => row.ip).join(', '),
    IPv6: v6.map((row) => row.ip).join(', '),
    Subnet: subnets.map(({ subnet, mask }) => (mask === '' ? subnet : `${subnet}/${mask}`)).join(', '),
    Gateway: text(v4.find(({ gateway = '' }) => !['', '0.0.0.0'].includes(gateway))?.gateway),
    DHCPServer: text(rows.find(({ dhcp = '' }) => !['', '0.0.0.0', '255.255.255.255'].includes(dhcp))?.dhcp),
  });
}
