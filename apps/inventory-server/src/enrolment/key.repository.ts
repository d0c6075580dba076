import type { Row, Statements } from '../database/database.ts';
import type { KeyState, Machine } from './enrolment-rules.ts';

/** A key of an agent as it is kept. */
export interface StoredKey extends Machine {
  id: number;
  keyId: string;
  publicKey: string;
  /** Row of `hardware` that its reports are stored with; null before the first. */
  hardwareId: number | null;
  state: KeyState;
  /** Of the last request that was accepted. */
  counter: number;
  tag: string | null;
  successor: string | null;
  reason: string | null;
}

/** A key that is to be kept. */
export type NewKey = Omit<StoredKey, 'id' | 'counter' | 'successor'> & { tokenId: number | null };

const COLUMNS = `k.id AS id, k.key_id AS key_id, k.public_key AS public_key, k.deviceid AS deviceid, k.hardware_id AS hardware_id,
  k.state AS state, k.counter AS counter, k.serial AS serial, k.uuid AS uuid, k.tag AS tag, k.successor AS successor, k.reason AS reason`;
/** A device whose key was revoked owns it still: nobody else is to speak for it until a person says so. */
const OWNED = "k.state IN ('active', 'revoked')";

export async function findKey(statements: Statements, keyId: string): Promise<StoredKey | undefined> {
  const [row] = await statements.query(`SELECT ${COLUMNS} FROM agent_key k WHERE k.key_id = ?`, [keyId]);
  return row === undefined ? undefined : toKey(row);
}

/** A key; nobody else uses or changes it until the transaction ends. */
export async function findKeyForUse(statements: Statements, keyId: string): Promise<StoredKey | undefined> {
  const [row] = await statements.query(`SELECT ${COLUMNS} FROM agent_key k WHERE k.key_id = ? FOR UPDATE`, [
    keyId,
  ]);
  return row === undefined ? undefined : toKey(row);
}

/** Keys in force, waiting or revoked of a machine, by any of what is told of it. */
export async function listKeysOfMachine(statements: Statements, machine: Machine): Promise<StoredKey[]> {
  const rows = await statements.query(
    `SELECT ${COLUMNS} FROM agent_key k
     WHERE (k.deviceid = ? OR k.serial = ? OR k.uuid = ?) AND k.state IN ('active', 'pending', 'revoked')`,
    [machine.deviceId, machine.serial, machine.uuid],
  );
  return rows.map(toKey);
}

/** Ids of keys that own a device: it reports under this DEVICEID, or has it in `hardware`. */
export async function listOwnersOfName(statements: Statements, deviceId: string): Promise<string[]> {
  const rows = await statements.query(
    `SELECT k.key_id AS key_id FROM agent_key k WHERE k.deviceid = ? AND ${OWNED}
     UNION SELECT k.key_id AS key_id FROM hardware h JOIN agent_key k ON k.hardware_id = h.id
     WHERE h.deviceid = ? AND ${OWNED}`,
    [deviceId, deviceId],
  );
  return rows.map((row) => String(row.key_id));
}

/** Ids of keys that own any of these rows of `hardware`. */
export async function listOwnersOfDevices(statements: Statements, isAnyOf: string, ids: readonly number[]) {
  const rows = await statements.query(
    `SELECT k.key_id AS key_id FROM agent_key k WHERE ${isAnyOf} AND ${OWNED}`,
    [ids],
  );
  return rows.map((row) => String(row.key_id));
}

export async function isKnownDevice(statements: Statements, deviceId: string): Promise<boolean> {
  const rows = await statements.query('SELECT h.id AS id FROM hardware h WHERE h.deviceid = ? LIMIT 1', [
    deviceId,
  ]);
  return rows.length > 0;
}

export async function insertKey(statements: Statements, key: NewKey): Promise<void> {
  await statements.insertOne('agent_key', {
    key_id: key.keyId,
    public_key: key.publicKey,
    deviceid: key.deviceId,
    hardware_id: key.hardwareId,
    state: key.state,
    serial: key.serial,
    uuid: key.uuid,
    tag: key.tag,
    token_id: key.tokenId,
    reason: key.reason,
  });
}

/** Keeps that a request with this counter was accepted. */
export async function keepCounter(statements: Statements, id: number, counter: number): Promise<void> {
  await statements.query('UPDATE agent_key SET counter = ? WHERE id = ?', [counter, id]);
}

/** Keeps which device a key's inventory was stored with. */
export async function keepDevice(
  statements: Statements,
  now: string,
  key: { id: number; deviceId: string; hardwareId: number },
): Promise<void> {
  await statements.query(
    `UPDATE agent_key SET deviceid = ?, hardware_id = ?, last_report = ${now} WHERE id = ?`,
    [key.deviceId, key.hardwareId, key.id],
  );
}

export async function changeState(
  statements: Statements,
  id: number,
  state: KeyState,
  more: { reason?: string | null; successor?: string } = {},
): Promise<void> {
  await statements.query(
    'UPDATE agent_key SET state = ?, reason = ?, successor = COALESCE(?, successor) WHERE id = ?',
    [state, more.reason ?? null, more.successor ?? null, id],
  );
}

export async function listKeys(statements: Statements, state: KeyState | undefined): Promise<StoredKey[]> {
  const rows = await statements.query(
    `SELECT ${COLUMNS} FROM agent_key k WHERE k.state = COALESCE(?, k.state) ORDER BY k.id`,
    [state ?? null],
  );
  return rows.map(toKey);
}

/** How the sender of a device's last inventory proved itself: the key that signed it, null for a plain agent. */
export async function findProof(
  statements: Statements,
  hardwareId: number,
): Promise<{ keyId: string | null } | undefined> {
  const [row] = await statements.query(
    'SELECT p.proof AS proof, p.key_id AS key_id FROM report_proof p WHERE p.hardware_id = ?',
    [hardwareId],
  );
  if (row === undefined) {
    return undefined;
  }
  // A proof by key that does not say which is older than the column: it is told anew.
  return row.proof === 'key' && row.key_id === null ? undefined : { keyId: textOf(row.key_id) };
}

/** Keeps how the sender of a device's inventory proves itself from now on. */
export async function keepProof(
  statements: Statements,
  now: string,
  hardwareId: number,
  keyId: string | null,
): Promise<void> {
  const columns = [
    { name: 'hardware_id', type: 'integer' as const },
    { name: 'proof', type: 'text' as const },
    { name: 'key_id', type: 'text' as const },
  ];
  const rows = [[hardwareId, keyId === null ? 'unauthenticated' : 'key', keyId]];
  await statements.upsertBatch({ table: 'report_proof', columns, rows }, ['hardware_id']);
  await statements.query(`UPDATE report_proof SET since = ${now} WHERE hardware_id = ?`, [hardwareId]);
}

function toKey(row: Row): StoredKey {
  return {
    id: Number(row.id),
    keyId: String(row.key_id),
    publicKey: String(row.public_key),
    deviceId: String(row.deviceid),
    hardwareId: row.hardware_id === null ? null : Number(row.hardware_id),
    state: String(row.state) as KeyState,
    counter: Number(row.counter),
    serial: textOf(row.serial),
    uuid: textOf(row.uuid),
    tag: textOf(row.tag),
    successor: textOf(row.successor),
    reason: textOf(row.reason),
  };
}

function textOf(value: string | number | null | undefined): string | null {
  return value == null ? null : String(value);
}
