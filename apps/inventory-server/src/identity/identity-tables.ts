import type { Table, TableColumn } from '../schema/tables.ts';

const INTEGER = { kind: 'integer' } as const;
const TIMESTAMP = { kind: 'timestamp' } as const;
const LONG_TEXT = { kind: 'longText' } as const;

function varchar(name: string, length: number): TableColumn {
  return { name, type: { kind: 'text', length } };
}

function mandatory(column: TableColumn): TableColumn {
  return { ...column, mandatory: true };
}

const now: TableColumn = { name: 'AT', type: TIMESTAMP, mandatory: true, default: { sql: 'now' } };
const device: TableColumn = { name: 'HARDWARE_ID', type: INTEGER, mandatory: true };
const identifier = mandatory(varchar('IDENTIFIER', 150));

/** What identification of devices keeps, besides OCS's tables; a real OCS server's database has none of it. */
export const identityTables: readonly Table[] = [
  {
    // Which device has which identifier, and until when it had it.
    name: 'identifier_use',
    key: ['IDENTIFIER', 'HARDWARE_ID'],
    columns: [
      identifier,
      device,
      { name: 'SINCE', type: TIMESTAMP, mandatory: true, default: { sql: 'now' } },
      { name: 'ENDED', type: TIMESTAMP },
    ],
    indexes: ['HARDWARE_ID'],
    exact: true,
  },
  {
    // What was learned of identifiers: STANDING is empty, `demoted`, or `restored` by a person.
    name: 'identifier_standing',
    key: ['IDENTIFIER'],
    columns: [
      identifier,
      { ...mandatory(varchar('STANDING', 20)), default: '' },
      { name: 'HOLDERS', type: INTEGER, mandatory: true, default: 0 },
      { name: 'MOVES', type: INTEGER, mandatory: true, default: 0 },
      varchar('REASON', 255),
      now,
    ],
    indexes: ['STANDING'],
    exact: true,
  },
  {
    // Every decision with what led to it. STATE: `open` while a person is asked, then `same` or `distinct`.
    name: 'identity_decision',
    key: 'identity',
    columns: [
      now,
      mandatory(varchar('DEVICEID', 255)),
      device,
      mandatory(varchar('OUTCOME', 20)),
      mandatory(varchar('PLACEMENT', 20)),
      { name: 'CANDIDATE_ID', type: INTEGER },
      varchar('STATE', 20),
      mandatory(varchar('RULES', 50)),
      { name: 'BECAUSE', type: LONG_TEXT, mandatory: true },
      { name: 'COUNTERFACTUAL', type: LONG_TEXT },
      { name: 'CONTACT', type: LONG_TEXT, mandatory: true },
      { name: 'VERDICTS', type: LONG_TEXT, mandatory: true },
    ],
    indexes: ['AT', 'HARDWARE_ID', 'STATE'],
  },
  {
    // A device that took the place of another. OTHER_ID is empty where the other had no row before.
    name: 'device_merge',
    key: 'identity',
    columns: [
      now,
      { name: 'KEPT_ID', type: INTEGER, mandatory: true },
      mandatory(varchar('KEPT_DEVICEID', 255)),
      { name: 'OTHER_ID', type: INTEGER },
      mandatory(varchar('OTHER_DEVICEID', 255)),
      { name: 'REASON', type: LONG_TEXT, mandatory: true },
      { name: 'UNDONE', type: TIMESTAMP },
    ],
    indexes: ['KEPT_ID', 'KEPT_DEVICEID'],
  },
  {
    // The rows of both as they were before, as JSON: all that is needed to take a merge back.
    name: 'device_merge_rows',
    key: ['MERGE_ID', 'LINEAGE', 'TABLE_NAME'],
    columns: [
      { name: 'MERGE_ID', type: INTEGER, mandatory: true },
      mandatory(varchar('LINEAGE', 10)),
      mandatory(varchar('TABLE_NAME', 64)),
      { name: 'SNAPSHOT', type: LONG_TEXT, mandatory: true },
    ],
    indexes: [],
    exact: true,
  },
  {
    // DEVICEIDs under which a device reports though another has them in `hardware`.
    name: 'device_alias',
    key: ['DEVICEID', 'HARDWARE_ID'],
    columns: [mandatory(varchar('DEVICEID', 255)), device],
    indexes: ['HARDWARE_ID'],
  },
  {
    // Pairs that are two devices, whatever their evidence says; the lower id first.
    name: 'device_distinct',
    key: ['HARDWARE_ID', 'OTHER_ID'],
    columns: [device, { name: 'OTHER_ID', type: INTEGER, mandatory: true }, now],
    indexes: [],
  },
];
