import { type Column, getSection, SECTION_NAMES, type Section } from '@popis/inventory-format';
import { enrolmentTables } from '../enrolment/enrolment-tables.ts';
import { identityTables } from '../identity/identity-tables.ts';

/** A column of a table; the fallback of a section's column is what its agent did not say, the default what SQL fills in. */
export interface TableColumn {
  name: string;
  type: Column['type'];
  mandatory?: boolean;
  default?: string | number | { sql: 'now' };
}

/** A table of the inventory database, in OCS's names. */
export interface Table {
  name: string;
  /** `identity`: a column ID that numbers itself. Otherwise the names of the key's columns. */
  key: 'identity' | readonly string[];
  columns: readonly TableColumn[];
  indexes: readonly string[];
  unique?: readonly string[];
  /** Values are told apart exactly, capitals and accents included. */
  exact?: boolean;
}

const INTEGER = { kind: 'integer' } as const;
const BIG_INTEGER = { kind: 'bigInteger' } as const;
const LONG_TEXT = { kind: 'longText' } as const;
const TIMESTAMP = { kind: 'timestamp' } as const;

const deviceColumn: TableColumn = { name: 'HARDWARE_ID', type: INTEGER, mandatory: true };

function varchar(name: string, length = 255): TableColumn {
  return { name, type: { kind: 'text', length } };
}

function mandatory(column: TableColumn): TableColumn {
  return { ...column, mandatory: true };
}

function integer(name: string, value?: number): TableColumn {
  return value === undefined ? { name, type: INTEGER } : { name, type: INTEGER, default: value };
}

function toTableColumn(column: Column): TableColumn {
  return column.dictionary === undefined
    ? { name: column.name, type: column.type }
    : { name: column.dictionary.storedAs, type: INTEGER, mandatory: true };
}

function toTable(section: Section): Table {
  const columns = section.columns.map(toTableColumn);
  const indexes = section.indexes ?? [];
  return section.keyedByDevice === true
    ? { name: section.table, key: ['HARDWARE_ID'], columns: [deviceColumn, ...columns], indexes }
    : {
        name: section.table,
        key: 'identity',
        columns: [deviceColumn, ...columns],
        indexes: ['HARDWARE_ID', ...indexes],
      };
}

/** `hardware` holds devices, and what the server knows of them besides what they say. */
function hardwareTable(): Table {
  const section = getSection('HARDWARE');
  const given = section.columns.map(toTableColumn);
  const columns: TableColumn[] = [
    mandatory(varchar('DEVICEID')),
    ...given.map((column) => (column.name === 'CHECKSUM' ? { ...column, default: 262_143 } : column)),
    { name: 'ETIME', type: TIMESTAMP },
    { name: 'LASTCOME', type: TIMESTAMP },
    { name: 'QUALITY', type: { kind: 'decimal', precision: 7, scale: 4 } },
    { name: 'FIDELITY', type: BIG_INTEGER, default: 1 },
    varchar('USERAGENT', 50),
    integer('SSTATE', 0),
    varchar('IPSRC'),
    integer('ARCHIVE'),
  ];
  return { name: 'hardware', key: 'identity', columns, indexes: section.indexes ?? [] };
}

function dictionary(name: string, column: string): Table {
  return {
    name,
    key: 'identity',
    columns: [mandatory(varchar(column))],
    indexes: [],
    unique: [column],
    exact: true,
  };
}

const accountTables: Table[] = [
  {
    name: 'accountinfo',
    key: ['HARDWARE_ID'],
    columns: [deviceColumn, { ...varchar('TAG'), default: 'NA' }],
    indexes: ['TAG'],
  },
  {
    name: 'accountinfo_config',
    key: 'identity',
    columns: [
      varchar('NAME_ACCOUNTINFO'),
      integer('TYPE'),
      varchar('NAME'),
      integer('ID_TAB'),
      varchar('COMMENT'),
      mandatory(integer('SHOW_ORDER')),
      varchar('ACCOUNT_TYPE'),
      varchar('DEFAULT_VALUE'),
    ],
    indexes: [],
  },
  {
    name: 'tags',
    key: ['TAG', 'LOGIN'],
    columns: [mandatory(varchar('TAG', 100)), mandatory(varchar('LOGIN', 100))],
    indexes: ['LOGIN'],
  },
  {
    name: 'itmgmt_comments',
    key: 'identity',
    columns: [
      deviceColumn,
      { name: 'COMMENTS', type: LONG_TEXT },
      varchar('USER_INSERT', 100),
      { name: 'DATE_INSERT', type: { kind: 'date' } },
      varchar('ACTION'),
      integer('VISIBLE'),
    ],
    indexes: ['HARDWARE_ID'],
  },
];

const settingTables: Table[] = [
  {
    name: 'config',
    key: ['NAME'],
    columns: [
      mandatory(varchar('NAME', 50)),
      integer('IVALUE'),
      varchar('TVALUE'),
      { name: 'COMMENTS', type: LONG_TEXT },
    ],
    indexes: [],
  },
  {
    name: 'devices',
    key: 'identity',
    columns: [
      deviceColumn,
      mandatory(varchar('NAME', 50)),
      integer('IVALUE'),
      varchar('TVALUE'),
      { name: 'COMMENTS', type: LONG_TEXT },
    ],
    indexes: ['HARDWARE_ID', 'NAME', 'IVALUE', 'TVALUE'],
  },
  {
    name: 'groups',
    key: ['HARDWARE_ID'],
    columns: [
      deviceColumn,
      { name: 'REQUEST', type: LONG_TEXT },
      integer('CREATE_TIME', 0),
      integer('REVALIDATE_FROM', 0),
      { name: 'XMLDEF', type: LONG_TEXT },
    ],
    indexes: [],
  },
  {
    name: 'groups_cache',
    key: ['HARDWARE_ID', 'GROUP_ID'],
    columns: [deviceColumn, mandatory(integer('GROUP_ID')), integer('STATIC', 0)],
    indexes: ['GROUP_ID'],
  },
  {
    name: 'regconfig',
    key: 'identity',
    columns: [varchar('NAME'), integer('REGTREE'), { name: 'REGKEY', type: LONG_TEXT }, varchar('REGVALUE')],
    indexes: ['NAME'],
  },
  {
    name: 'engine_persistent',
    key: 'identity',
    columns: [mandatory(varchar('NAME')), integer('IVALUE'), varchar('TVALUE')],
    indexes: [],
    unique: ['NAME'],
  },
];

const deploymentTables: Table[] = [
  {
    name: 'download_available',
    key: ['FILEID'],
    columns: [
      mandatory(varchar('FILEID')),
      mandatory(varchar('NAME')),
      mandatory(integer('PRIORITY')),
      mandatory(integer('FRAGMENTS')),
      mandatory(integer('SIZE')),
      mandatory(varchar('OSNAME')),
      { name: 'COMMENT', type: LONG_TEXT },
      integer('ID_WK'),
      integer('DELETED', 0),
    ],
    indexes: [],
  },
  {
    name: 'download_enable',
    key: 'identity',
    columns: [
      mandatory(varchar('FILEID')),
      mandatory(varchar('INFO_LOC')),
      mandatory(varchar('PACK_LOC')),
      varchar('CERT_PATH'),
      varchar('CERT_FILE'),
      integer('SERVER_ID'),
      integer('GROUP_ID'),
    ],
    indexes: ['FILEID'],
  },
  {
    name: 'download_history',
    key: ['HARDWARE_ID', 'PKG_ID'],
    columns: [deviceColumn, mandatory(integer('PKG_ID')), varchar('PKG_NAME')],
    indexes: [],
  },
  {
    name: 'download_servers',
    key: ['HARDWARE_ID'],
    columns: [
      deviceColumn,
      mandatory(varchar('URL', 250)),
      mandatory(integer('ADD_PORT')),
      mandatory(varchar('ADD_REP', 250)),
      mandatory(integer('GROUP_ID')),
    ],
    indexes: [],
  },
];

const networkTables: Table[] = [
  {
    name: 'netmap',
    key: ['MAC'],
    columns: [
      mandatory(varchar('IP', 15)),
      mandatory(varchar('MAC', 17)),
      mandatory(varchar('MASK', 15)),
      mandatory(varchar('NETID', 15)),
      { name: 'DATE', type: TIMESTAMP, mandatory: true, default: { sql: 'now' } },
      varchar('NAME'),
      varchar('TAG'),
      { ...integer('HARDWARE_ID') },
    ],
    indexes: ['IP', 'NETID'],
  },
  {
    name: 'subnet',
    key: ['NETID'],
    columns: [
      mandatory(varchar('NETID', 15)),
      varchar('NAME'),
      varchar('ID'),
      varchar('MASK'),
      varchar('TAG'),
    ],
    indexes: [],
  },
  {
    name: 'network_devices',
    key: 'identity',
    columns: [varchar('DESCRIPTION'), varchar('TYPE'), varchar('MACADDR'), varchar('USER')],
    indexes: ['MACADDR'],
  },
  {
    name: 'blacklist_macaddresses',
    key: 'identity',
    columns: [mandatory(varchar('MACADDRESS'))],
    indexes: [],
    unique: ['MACADDRESS'],
  },
  {
    name: 'blacklist_serials',
    key: 'identity',
    columns: [mandatory(varchar('SERIAL'))],
    indexes: [],
    unique: ['SERIAL'],
  },
  {
    name: 'blacklist_subnet',
    key: 'identity',
    columns: [mandatory(varchar('SUBNET', 20)), mandatory(varchar('MASK', 20))],
    indexes: ['SUBNET'],
  },
  {
    name: 'deleted_equiv',
    key: 'identity',
    columns: [
      { name: 'DATE', type: TIMESTAMP, mandatory: true, default: { sql: 'now' } },
      mandatory(varchar('DELETED')),
      varchar('EQUIVALENT'),
    ],
    indexes: [],
  },
];

/** What agents ask of network devices, and what they are told: a console makes a table for each type besides. */
const snmpTables: Table[] = [
  {
    name: 'snmp_types',
    key: 'identity',
    columns: ['TYPE_NAME', 'CONDITION_OID', 'CONDITION_VALUE', 'TABLE_TYPE_NAME'].map((name) =>
      mandatory(varchar(name)),
    ),
    indexes: [],
  },
  { name: 'snmp_labels', key: 'identity', columns: [mandatory(varchar('LABEL_NAME'))], indexes: [] },
  {
    name: 'snmp_configs',
    key: 'identity',
    columns: [
      mandatory(integer('TYPE_ID')),
      mandatory(integer('LABEL_ID')),
      mandatory(varchar('OID')),
      varchar('RECONCILIATION'),
    ],
    indexes: ['TYPE_ID'],
  },
  {
    name: 'snmp_communities',
    key: 'identity',
    columns: [
      varchar('VERSION', 5),
      ...['NAME', 'USERNAME', 'LEVEL', 'AUTHPROTO', 'AUTHPASSWD', 'PRIVPROTO', 'PRIVPASSWD'].map((name) =>
        varchar(name),
      ),
    ],
    indexes: [],
  },
  {
    name: 'snmp_mibs',
    key: 'identity',
    columns: [
      ...['VENDOR', 'URL', 'CHECKSUM'].map((name) => varchar(name)),
      varchar('VERSION', 5),
      varchar('PARSER', 5),
    ],
    indexes: [],
  },
];

/** Our own: what agents found of network devices, of any type, as JSON of label → value. */
const snmpRecordTable: Table = {
  name: 'snmp_record',
  key: ['TYPE_NAME', 'RECORD_KEY'],
  columns: [
    mandatory(varchar('TYPE_NAME', 100)),
    mandatory(varchar('RECORD_KEY', 100)),
    { name: 'HARDWARE_ID', type: INTEGER },
    { name: 'LASTDATE', type: TIMESTAMP, mandatory: true, default: { sql: 'now' } },
    { name: 'CONTENTS', type: LONG_TEXT, mandatory: true },
  ],
  indexes: ['HARDWARE_ID'],
  exact: true,
};

/** Who has asked whether to send an inventory, and which addresses have brought new devices. */
const sessionTables: Table[] = [
  {
    name: 'prolog_conntrack',
    key: 'identity',
    columns: [varchar('DEVICEID'), integer('TIMESTAMP'), integer('PID')],
    indexes: ['DEVICEID'],
  },
  {
    name: 'conntrack',
    key: ['IP'],
    columns: [
      mandatory(varchar('IP')),
      { name: 'TIMESTAMP', type: TIMESTAMP, mandatory: true, default: { sql: 'now' } },
    ],
    indexes: [],
  },
];

/** Our own: a digest of each section as it was last stored, so that an unchanged one costs no SQL. */
const digestTable: Table = {
  name: 'section_digest',
  key: ['HARDWARE_ID'],
  columns: [deviceColumn, { name: 'DIGESTS', type: LONG_TEXT, mandatory: true }],
  indexes: [],
};

/** Our own, for administration; instants are milliseconds since the Unix epoch, which no time zone moves. */
const journalTables: Table[] = [
  {
    name: 'contact',
    key: 'identity',
    columns: [
      { name: 'RECEIVED_AT', type: BIG_INTEGER, mandatory: true },
      mandatory(varchar('REQUEST_ID', 64)),
      varchar('DEVICEID'),
      varchar('QUERY', 20),
      mandatory(varchar('OUTCOME', 10)),
      mandatory(integer('STATUS')),
      varchar('CAUSE', 50),
      mandatory(integer('DURATION_MS')),
      mandatory(integer('BYTES')),
      mandatory(integer('WRITTEN_SECTIONS')),
      varchar('ADDRESS', 45),
    ],
    indexes: ['RECEIVED_AT', 'DEVICEID'],
  },
  {
    name: 'setting_change',
    key: 'identity',
    columns: [
      { name: 'CHANGED_AT', type: BIG_INTEGER, mandatory: true },
      mandatory(varchar('ACTOR')),
      mandatory(varchar('NAME', 50)),
      integer('HARDWARE_ID'),
      varchar('BEFORE_VALUE'),
      varchar('AFTER_VALUE'),
      varchar('REASON', 500),
    ],
    indexes: ['NAME', 'HARDWARE_ID'],
  },
  {
    // OUTCOME: `begun`, then `done`, `refused` or `failed`; TARGET and GIVEN are what was asked, RESULT the id of what was made.
    name: 'administrative_act',
    key: 'identity',
    columns: [
      { name: 'STARTED_AT', type: BIG_INTEGER, mandatory: true },
      mandatory(varchar('ACTOR')),
      mandatory(varchar('REQUEST_ID', 64)),
      mandatory(varchar('OPERATION', 50)),
      varchar('TARGET'),
      { name: 'GIVEN', type: LONG_TEXT },
      varchar('REASON', 500),
      mandatory(varchar('OUTCOME', 10)),
      varchar('RESULT', 64),
    ],
    indexes: ['OPERATION', 'TARGET'],
    exact: true,
  },
];

/** Our own: which reports are kept as they came, by the device that they were stored with. */
const rawReportTable: Table = {
  name: 'raw_report',
  key: 'identity',
  columns: [
    deviceColumn,
    mandatory(varchar('FOLDER', 64)),
    mandatory(varchar('NAME', 64)),
    mandatory(varchar('QUERY', 20)),
    mandatory(varchar('DIGEST', 16)),
  ],
  indexes: ['HARDWARE_ID', 'FOLDER'],
};

/** Every table of a database that we make ourselves. */
export const TABLES: readonly Table[] = [
  hardwareTable(),
  ...SECTION_NAMES.filter((name) => name !== 'HARDWARE').map((name) => toTable(getSection(name))),
  dictionary('software_name', 'NAME'),
  dictionary('software_publisher', 'PUBLISHER'),
  dictionary('software_version', 'VERSION'),
  ...accountTables,
  ...settingTables,
  ...deploymentTables,
  ...networkTables,
  digestTable,
  ...identityTables,
  ...enrolmentTables,
  ...snmpTables,
  snmpRecordTable,
  ...sessionTables,
  ...journalTables,
  rawReportTable,
];
