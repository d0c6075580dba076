import type { Table, TableColumn } from '../schema/tables.ts';

const INTEGER = { kind: 'integer' } as const;
const BIG_INTEGER = { kind: 'bigInteger' } as const;
const TIMESTAMP = { kind: 'timestamp' } as const;

function varchar(name: string, length: number): TableColumn {
  return { name, type: { kind: 'text', length } };
}

function mandatory(column: TableColumn): TableColumn {
  return { ...column, mandatory: true };
}

const created: TableColumn = { name: 'CREATED', type: TIMESTAMP, mandatory: true, default: { sql: 'now' } };

/** What the identity of agents rests on, besides OCS's tables; a real OCS server's database has none of it. */
export const enrolmentTables: readonly Table[] = [
  {
    // Tokens by which agents enrol. Of the token itself only the digest is kept; EXPIRES in ms since 1970.
    name: 'enrolment_token',
    key: 'identity',
    columns: [
      mandatory(varchar('TOKEN_HASH', 64)),
      varchar('LABEL', 255),
      varchar('TAG', 255),
      mandatory(varchar('APPROVAL', 20)),
      { name: 'USES_LEFT', type: INTEGER, mandatory: true },
      { name: 'EXPIRES', type: BIG_INTEGER, mandatory: true },
      created,
      { name: 'REVOKED', type: TIMESTAMP },
    ],
    indexes: [],
    unique: ['TOKEN_HASH'],
    exact: true,
  },
  {
    // Keys of agents. STATE: `pending`, `active`, `revoked`, `replaced` (by SUCCESSOR) or `released`.
    name: 'agent_key',
    key: 'identity',
    columns: [
      mandatory(varchar('KEY_ID', 64)),
      mandatory(varchar('PUBLIC_KEY', 64)),
      mandatory(varchar('DEVICEID', 255)),
      { name: 'HARDWARE_ID', type: INTEGER },
      mandatory(varchar('STATE', 20)),
      { name: 'COUNTER', type: BIG_INTEGER, mandatory: true, default: 0 },
      varchar('SERIAL', 128),
      varchar('UUID', 128),
      varchar('TAG', 255),
      { name: 'TOKEN_ID', type: INTEGER },
      varchar('SUCCESSOR', 64),
      varchar('REASON', 255),
      created,
      { name: 'LAST_REPORT', type: TIMESTAMP },
    ],
    indexes: ['DEVICEID', 'HARDWARE_ID', 'SERIAL', 'UUID', 'STATE'],
    unique: ['KEY_ID'],
    exact: true,
  },
  {
    // How the sender of a device's last inventory proved itself: `unauthenticated`, or `key`, and then which; SINCE when all
    // of them did so. Before there was this column nobody noted it.
    name: 'report_proof',
    key: ['HARDWARE_ID'],
    columns: [
      { name: 'HARDWARE_ID', type: INTEGER, mandatory: true },
      mandatory(varchar('PROOF', 20)),
      varchar('KEY_ID', 64),
      { name: 'SINCE', type: TIMESTAMP },
    ],
    indexes: [],
  },
];
