import type { Decision, Identifier } from '@popis/identification';
import type { BatchColumn } from '../database/database.ts';
import type { Reading } from './identity.read-model.ts';

const IDENTIFIER: BatchColumn = { name: 'identifier', type: 'text' };
const DEVICE: BatchColumn = { name: 'hardware_id', type: 'integer' };

/** An identifier as it has been used. */
export interface UseRow {
  identifier: Identifier;
  hardwareId: number;
  isCurrent: boolean;
}

/** Every use of the identifiers, past ones too. */
export async function listUses(
  { statements, dialect }: Reading,
  identifiers: readonly Identifier[],
  deviceId: number,
): Promise<UseRow[]> {
  const some = identifiers.length === 0 ? ['-'] : identifiers;
  const rows = await statements.query(
    `SELECT u.identifier AS identifier, u.hardware_id AS id, u.ended AS ended FROM identifier_use u
     WHERE ${dialect.isAnyOf('u.identifier')} OR u.hardware_id = ? LIMIT 2000`,
    [some, deviceId],
  );
  return rows.map((row) => ({
    identifier: String(row.identifier),
    hardwareId: Number(row.id),
    isCurrent: row.ended === null,
  }));
}

/** Begins, resumes and ends uses of a device. */
export async function writeUses(
  { statements, dialect }: Reading,
  deviceId: number,
  plan: { begun: readonly Identifier[]; resumed: readonly Identifier[]; ended: readonly Identifier[] },
): Promise<void> {
  if (plan.begun.length > 0) {
    await statements.insertBatch({
      table: 'identifier_use',
      columns: [IDENTIFIER, DEVICE],
      rows: plan.begun.map((identifier) => [identifier, deviceId]),
    });
  }
  if (plan.resumed.length > 0) {
    await statements.query(
      `UPDATE identifier_use SET ended = NULL WHERE hardware_id = ? AND ${dialect.isAnyOf('identifier')}`,
      [deviceId, plan.resumed],
    );
  }
  if (plan.ended.length > 0) {
    await statements.query(
      `UPDATE identifier_use SET ended = ${dialect.now} WHERE hardware_id = ? AND ${dialect.isAnyOf('identifier')}`,
      [deviceId, plan.ended],
    );
  }
}

/** Adds to how often identifiers went from one device to another, and gives how often they have by now. */
export async function addMoves(
  { statements, dialect }: Reading,
  moved: readonly Identifier[],
): Promise<Map<Identifier, number>> {
  if (moved.length === 0) {
    return new Map();
  }
  const known = await statements.query(
    `SELECT s.identifier AS identifier, s.moves AS moves FROM identifier_standing s WHERE ${dialect.isAnyOf('s.identifier')}`,
    [moved],
  );
  const moves = new Map(known.map((row) => [String(row.identifier), Number(row.moves) + 1]));
  const fresh = moved.filter((identifier) => !moves.has(identifier));
  if (moves.size > 0) {
    await statements.query(
      `UPDATE identifier_standing SET moves = moves + 1 WHERE ${dialect.isAnyOf('identifier')}`,
      [[...moves.keys()]],
    );
  }
  if (fresh.length > 0) {
    await statements.insertBatch({
      table: 'identifier_standing',
      columns: [IDENTIFIER, { name: 'moves', type: 'integer' }],
      rows: fresh.map((identifier) => [identifier, 1]),
    });
  }
  return new Map(moved.map((identifier) => [identifier, moves.get(identifier) ?? 1]));
}

/** Says that an identifier is worth nothing from now on, for all devices. */
export async function demote(
  { statements, dialect }: Reading,
  identifier: Identifier,
  holders: number,
  reason: string,
): Promise<void> {
  const updated = await statements.query(
    'SELECT s.identifier AS identifier FROM identifier_standing s WHERE s.identifier = ?',
    [identifier],
  );
  if (updated.length === 0) {
    await statements.insertBatch({
      table: 'identifier_standing',
      columns: [IDENTIFIER],
      rows: [[identifier]],
    });
  }
  await statements.query(
    `UPDATE identifier_standing SET standing = 'demoted', holders = ?, reason = ?, at = ${dialect.now} WHERE identifier = ?`,
    [holders, reason, identifier],
  );
}

/** A decision as it is kept. */
export interface DecisionRow {
  deviceId: string;
  hardwareId: number;
  placement: string;
  decision: Decision;
  contact: unknown;
}

/** Keeps a decision with all that led to it. */
export async function insertDecision({ statements }: Reading, row: DecisionRow): Promise<number> {
  const { decision } = row;
  return await statements.insertOne('identity_decision', {
    deviceid: row.deviceId,
    hardware_id: row.hardwareId,
    outcome: decision.outcome,
    placement: row.placement,
    candidate_id: decision.doubtId ?? decision.deviceId,
    state: decision.outcome === 'review' ? 'open' : null,
    rules: decision.rules,
    because: decision.because,
    counterfactual: decision.counterfactual,
    contact: JSON.stringify(row.contact),
    verdicts: JSON.stringify(decision.verdicts.slice(0, 10)),
  });
}

/** Ends what was open about a device. */
export async function closeReviews(
  { statements }: Reading,
  hardwareId: number,
  state: 'same' | 'distinct',
): Promise<void> {
  await statements.query("UPDATE identity_decision SET state = ? WHERE state = 'open' AND hardware_id = ?", [
    state,
    hardwareId,
  ]);
}

/** Says that a device reports under this DEVICEID too. */
export async function insertAlias(
  { statements }: Reading,
  deviceId: string,
  hardwareId: number,
): Promise<void> {
  const known = await statements.query(
    'SELECT a.hardware_id AS id FROM device_alias a WHERE a.deviceid = ? AND a.hardware_id = ?',
    [deviceId, hardwareId],
  );
  if (known.length === 0) {
    await statements.insertBatch({
      table: 'device_alias',
      columns: [{ name: 'deviceid', type: 'text' }, DEVICE],
      rows: [[deviceId, hardwareId]],
    });
  }
}

/** Gives a device another DEVICEID. As after OCS's own merge, its QUALITY is a number. */
export async function renameDevice({ statements }: Reading, id: number, deviceId: string): Promise<void> {
  await statements.query('UPDATE hardware SET deviceid = ?, quality = COALESCE(quality, 0) WHERE id = ?', [
    deviceId,
    id,
  ]);
}

/** Tells consumers of the database that follow merges, as OCS does with TRACE_DELETED, what stands for what from now on. */
export async function traceDeleted(
  { statements }: Reading,
  deleted: string | number,
  equivalent: string | number,
): Promise<void> {
  await statements.query('INSERT INTO deleted_equiv (deleted, equivalent) VALUES (?, ?)', [
    String(deleted),
    String(equivalent),
  ]);
}

/** Takes back what was told by {@link traceDeleted}, as far as no consumer has taken it away. */
export async function untraceDeleted(
  { statements }: Reading,
  deleted: string | number,
  equivalent: string | number,
): Promise<void> {
  await statements.query('DELETE FROM deleted_equiv WHERE deleted = ? AND equivalent = ?', [
    String(deleted),
    String(equivalent),
  ]);
}

/** Lets a demoted identifier count again; gives whether it was demoted. */
export async function restore(
  { statements, dialect }: Reading,
  identifier: Identifier,
  reason: string,
): Promise<boolean> {
  const known = await statements.query(
    "SELECT s.identifier AS identifier FROM identifier_standing s WHERE s.identifier = ? AND s.standing = 'demoted'",
    [identifier],
  );
  if (known.length === 0) {
    return false;
  }
  await statements.query(
    `UPDATE identifier_standing SET standing = 'restored', reason = ?, at = ${dialect.now} WHERE identifier = ?`,
    [reason, identifier],
  );
  return true;
}

/** Removes decisions of more than so many days ago, apart from open ones; gives how many. */
export async function removeDecisions({ statements, dialect }: Reading, days: number): Promise<number> {
  const old = await statements.query(
    `SELECT d.id AS id FROM identity_decision d
     WHERE (d.state IS NULL OR d.state <> 'open') AND ${dialect.secondsSince('d.at')} > ? ORDER BY d.id LIMIT 10000`,
    [days * 86_400],
  );
  const ids = old.map((row) => Number(row.id));
  if (ids.length > 0) {
    await statements.query(`DELETE FROM identity_decision WHERE ${dialect.isAnyOf('id')}`, [ids]);
  }
  return ids.length;
}
