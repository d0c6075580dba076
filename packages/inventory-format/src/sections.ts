import { type Column, integer, longText, moment, nullableTexts, text, texts } from './columns.ts';

/** A section of an inventory, the table that keeps it and the CHECKSUM bit that says it changed. */
export interface Section {
  /** Lower-case name of the table. */
  table: string;
  /** Bit of HARDWARE/CHECKSUM; 0 = no bit, the section is always processed. */
  mask: number;
  /** One row per occurrence; otherwise one row per device. */
  repeated: boolean;
  /** Rows are only ever added, never replaced. */
  appendOnly?: boolean;
  /** Primary key is HARDWARE_ID itself and not an ID of the row's own. */
  keyedByDevice?: boolean;
  columns: readonly Column[];
  /** Columns besides HARDWARE_ID that get an index. */
  indexes?: readonly string[];
}

/** OCS leaves a text of the device itself that nobody told NULL; a number becomes 0. */
const HARDWARE: Section = {
  table: 'hardware',
  mask: 1,
  repeated: false,
  columns: [
    ...nullableTexts('NAME WORKGROUP USERDOMAIN OSNAME OSVERSION OSCOMMENTS PROCESSORT'),
    integer('PROCESSORS'),
    integer('PROCESSORN', 'smallInteger'),
    integer('MEMORY'),
    integer('SWAP'),
    ...nullableTexts('IPADDR DNS DEFAULTGATEWAY'),
    moment('LASTDATE'),
    text('USERID', 255, null),
    integer('TYPE'),
    ...nullableTexts('DESCRIPTION WINCOMPANY WINOWNER WINPRODID WINPRODKEY'),
    integer('CHECKSUM', 'bigInteger'),
    text('UUID', 255, null),
    text('ARCH', 10, null),
    { ...integer('CATEGORY_ID'), fallback: null },
  ],
  indexes: ['DEVICEID', 'NAME', 'WORKGROUP', 'OSNAME', 'MEMORY', 'USERID', 'CHECKSUM'],
};

const BIOS: Section = {
  table: 'bios',
  mask: 2,
  repeated: false,
  keyedByDevice: true,
  columns: texts(
    'SMANUFACTURER SMODEL SSN TYPE BMANUFACTURER BVERSION BDATE ASSETTAG MMANUFACTURER MMODEL MSN',
  ),
  indexes: ['SSN', 'ASSETTAG'],
};

const MEMORIES: Section = {
  table: 'memories',
  mask: 4,
  repeated: true,
  columns: [
    ...texts('CAPTION DESCRIPTION CAPACITY PURPOSE TYPE SPEED'),
    integer('NUMSLOTS', 'smallInteger'),
    text('SERIALNUMBER'),
  ],
};

const SLOTS: Section = {
  table: 'slots',
  mask: 8,
  repeated: true,
  columns: [...texts('NAME DESCRIPTION DESIGNATION PURPOSE STATUS'), integer('PSHARE', 'tinyInteger')],
};

const REGISTRY: Section = {
  table: 'registry',
  mask: 16,
  repeated: true,
  columns: [text('NAME'), longText('REGVALUE')],
  indexes: ['NAME'],
};

const CONTROLLERS: Section = {
  table: 'controllers',
  mask: 32,
  repeated: true,
  columns: texts('MANUFACTURER NAME CAPTION DESCRIPTION VERSION TYPE'),
};

const MONITORS: Section = {
  table: 'monitors',
  mask: 64,
  repeated: true,
  columns: texts('MANUFACTURER CAPTION DESCRIPTION TYPE SERIAL'),
};

const PORTS: Section = {
  table: 'ports',
  mask: 128,
  repeated: true,
  columns: texts('TYPE NAME CAPTION DESCRIPTION'),
};

const STORAGES: Section = {
  table: 'storages',
  mask: 256,
  repeated: true,
  columns: [
    ...texts('MANUFACTURER NAME MODEL DESCRIPTION TYPE'),
    integer('DISKSIZE'),
    ...texts('SERIALNUMBER FIRMWARE'),
  ],
};

const DRIVES: Section = {
  table: 'drives',
  mask: 512,
  repeated: true,
  columns: [
    ...texts('LETTER TYPE FILESYSTEM'),
    integer('TOTAL'),
    integer('FREE'),
    integer('NUMFILES'),
    text('VOLUMN'),
    moment('CREATEDATE', 'date'),
  ],
};

const INPUTS: Section = {
  table: 'inputs',
  mask: 1024,
  repeated: true,
  columns: texts('TYPE MANUFACTURER CAPTION DESCRIPTION INTERFACE POINTTYPE'),
};

const MODEMS: Section = {
  table: 'modems',
  mask: 2048,
  repeated: true,
  columns: texts('NAME MODEL DESCRIPTION TYPE'),
};

const NETWORKS: Section = {
  table: 'networks',
  mask: 4096,
  repeated: true,
  columns: [
    ...texts('DESCRIPTION TYPE TYPEMIB SPEED MTU'),
    text('MACADDR', 255, '00:00:00:00:00:00'),
    ...texts('STATUS IPADDRESS IPMASK IPGATEWAY IPSUBNET IPDHCP'),
    integer('VIRTUALDEV', 'tinyInteger'),
  ],
  indexes: ['MACADDR', 'IPADDRESS', 'IPGATEWAY', 'IPSUBNET'],
};

const PRINTERS: Section = {
  table: 'printers',
  mask: 8192,
  repeated: true,
  columns: [
    ...texts('NAME DRIVER PORT DESCRIPTION SERVERNAME SHARENAME'),
    text('RESOLUTION', 50),
    text('COMMENT'),
    integer('SHARED'),
    integer('NETWORK'),
  ],
};

const SOUNDS: Section = {
  table: 'sounds',
  mask: 16384,
  repeated: true,
  columns: texts('MANUFACTURER NAME DESCRIPTION'),
};

const VIDEOS: Section = {
  table: 'videos',
  mask: 32768,
  repeated: true,
  columns: texts('NAME CHIPSET MEMORY RESOLUTION'),
};

const SOFTWARES: Section = {
  table: 'software',
  mask: 65536,
  repeated: true,
  columns: [
    { ...text('NAME'), dictionary: { table: 'software_name', storedAs: 'NAME_ID' } },
    { ...text('PUBLISHER'), dictionary: { table: 'software_publisher', storedAs: 'PUBLISHER_ID' } },
    { ...text('VERSION'), dictionary: { table: 'software_version', storedAs: 'VERSION_ID' } },
    longText('FOLDER'),
    longText('COMMENTS'),
    text('FILENAME'),
    integer('FILESIZE'),
    integer('SOURCE'),
    ...texts('GUID LANGUAGE'),
    moment('INSTALLDATE'),
    integer('BITSWIDTH'),
    text('ARCHITECTURE'),
  ],
  indexes: ['NAME_ID', 'PUBLISHER_ID', 'VERSION_ID'],
};

const VIRTUALMACHINES: Section = {
  table: 'virtualmachines',
  mask: 131072,
  repeated: true,
  columns: [...texts('NAME STATUS SUBSYSTEM VMTYPE UUID'), integer('VCPU'), integer('MEMORY')],
};

const CPUS: Section = {
  table: 'cpus',
  mask: 262144,
  repeated: true,
  columns: [
    ...texts('MANUFACTURER TYPE SERIALNUMBER SPEED'),
    integer('CORES'),
    ...texts('L2CACHESIZE CPUARCH'),
    integer('DATA_WIDTH'),
    integer('CURRENT_ADDRESS_WIDTH'),
    integer('LOGICAL_CPUS'),
    ...texts('VOLTAGE CURRENT_SPEED SOCKET'),
  ],
};

const SIM: Section = {
  table: 'sim',
  mask: 524288,
  repeated: true,
  columns: texts('OPERATOR OPNAME COUNTRY SERIALNUMBER DEVICEID PHONENUMBER'),
};

/** The union of the fields of server 2.8 and of server 2.12, which renamed half of them. */
const BATTERIES: Section = {
  table: 'batteries',
  mask: 1048576,
  repeated: true,
  columns: [
    ...texts('LOCATION MANUFACTURER'),
    text('MANUFACTUREDATE', 10),
    ...texts('SERIALNUMBER NAME'),
    text('CHEMISTRY', 20),
    text('DESIGNCAPACITY', 10),
    text('DESIGNVOLTAGE', 20),
    text('SBDSVERSION'),
    integer('MAXERROR'),
    text('OEMSPECIFIC'),
    integer('CYCLES'),
    ...texts('DESCRIPTION ESTIMATEDCHARGEREMAINING STATUS'),
  ],
};

const USBDEVICES: Section = {
  table: 'usbdevices',
  mask: 2097152,
  repeated: true,
  columns: texts('DESCRIPTION INTERFACE MANUFACTURER SERIAL TYPE'),
};

const REPOSITORY: Section = {
  table: 'repository',
  mask: 0,
  repeated: true,
  columns: texts('BASEURL EXCLUDE EXCLUDED EXPIRE FILENAME MIRRORS NAME PKGS REVISION SIZE TAG UPDATED'),
};

const JAVAINFO: Section = {
  table: 'javainfo',
  mask: 0,
  repeated: false,
  keyedByDevice: true,
  columns: [
    text('JAVANAME', 255, 'noname'),
    integer('JAVAPATHLEVEL'),
    ...texts('JAVACOUNTRY JAVACLASSPATH JAVAHOME'),
  ],
};

const JOURNALLOG: Section = {
  table: 'journallog',
  mask: 0,
  repeated: true,
  appendOnly: true,
  columns: [
    longText('JOURNALLOG'),
    text('LISTENERNAME', 255, 'noname'),
    text('DATE'),
    integer('STATUS'),
    integer('ERRORCODE'),
  ],
};

const LOCAL_USERS: Section = {
  table: 'local_users',
  mask: 0,
  repeated: true,
  columns: texts('ID_USER GID NAME HOME SHELL LOGIN'),
};

const LOCAL_GROUPS: Section = {
  table: 'local_groups',
  mask: 0,
  repeated: true,
  columns: texts('ID_GROUP NAME MEMBER'),
};

/**
 * Every section of an inventory that is stored: XML name → table → columns, as OCS Inventory NG 2.8 to 2.12
 * keep them (`Apache/Ocsinventory/Map.pm` of OCSInventory-NG/OCSInventory-Server). The wire, the stored rows
 * and both schemas are made from this table alone.
 */
export const SECTIONS = {
  HARDWARE,
  BIOS,
  MEMORIES,
  SLOTS,
  REGISTRY,
  CONTROLLERS,
  MONITORS,
  PORTS,
  STORAGES,
  DRIVES,
  INPUTS,
  MODEMS,
  NETWORKS,
  PRINTERS,
  SOUNDS,
  VIDEOS,
  SOFTWARES,
  VIRTUALMACHINES,
  CPUS,
  SIM,
  BATTERIES,
  USBDEVICES,
  REPOSITORY,
  JAVAINFO,
  JOURNALLOG,
  LOCAL_USERS,
  LOCAL_GROUPS,
} as const satisfies Record<string, Section>;

/** XML name of a stored section. */
export type SectionName = keyof typeof SECTIONS;

/** The names of all stored sections, HARDWARE first. */
export const SECTION_NAMES = Object.keys(SECTIONS).filter(isSectionName);

/** Whether a name is that of a stored section; other sections are read over. */
export function isSectionName(name: string): name is SectionName {
  return Object.hasOwn(SECTIONS, name);
}

/** The section of a name, seen as the general type. */
export function getSection(name: SectionName): Section {
  return SECTIONS[name];
}

/** CHECKSUM of a first inventory: the bits of every section that has one. */
export const ALL_SECTIONS_MASK = unionOfMasks();

function unionOfMasks(): number {
  let mask = 0;
  for (const name of SECTION_NAMES) {
    mask |= SECTIONS[name].mask;
  }
  return mask;
}
