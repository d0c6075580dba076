import type { Row, Statements } from '../database/database.ts';
import { findSettingRule, isNumberRange, type SettingRule } from './setting-rules.ts';

/** Values of settings by their names; what is not given is absent. */
export type GivenSettings = ReadonlyMap<string, number | string>;

/** Settings for all (table `config`). */
export async function readGlobalSettings(statements: Statements): Promise<GivenSettings> {
  const rows = await statements.query(
    'SELECT c.name AS name, c.ivalue AS ivalue, c.tvalue AS tvalue FROM config c',
  );
  return toGiven(rows, false);
}

/** What a device or group has of its own (table `devices`). */
export async function readHeldSettings(statements: Statements, hardwareId: number): Promise<GivenSettings> {
  const rows = await statements.query(
    'SELECT d.name AS name, d.ivalue AS ivalue, d.tvalue AS tvalue FROM devices d WHERE d.hardware_id = ? ORDER BY d.id',
    [hardwareId],
  );
  return toGiven(rows, true);
}

function toGiven(rows: readonly Row[], isHeld: boolean): GivenSettings {
  const given = new Map<string, number | string>();
  for (const row of rows) {
    const rule = findSettingRule(String(row.name), isHeld);
    const value = rule === undefined ? null : toValue(rule, row);
    if (rule !== undefined && value !== null) {
      given.set(rule.name, value);
    }
  }
  return given;
}

function toValue(rule: SettingRule, row: Row): number | string | null {
  if (isNumberRange(rule.range)) {
    return row.ivalue === null ? null : Number(row.ivalue);
  }
  return row.tvalue === null ? null : String(row.tvalue);
}

/** A setting of our own that is a number: what it was given, or its default. */
export async function readOwnSetting(statements: Statements, name: `POPIS_${string}`): Promise<number> {
  const [row] = await statements.query('SELECT c.ivalue AS ivalue FROM config c WHERE c.name = ?', [name]);
  return Number(row?.ivalue ?? findSettingRule(name, false)?.default);
}
