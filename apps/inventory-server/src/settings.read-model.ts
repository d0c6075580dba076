import type { Statements } from './database/database.ts';
import { DEFAULT_SETTINGS } from './schema/default-settings.ts';

/** Values of the table `config` that this server reads; a setting that is absent has OCS's default. */
export type Settings = Readonly<Record<string, number>>;

const NAMES = Object.keys(DEFAULT_SETTINGS);
const LIST = NAMES.map((name) => `'${name}'`).join(', ');

/** Reads the settings; at every request, as OCS does, so that a change in its console counts at once. */
export async function readSettings(statements: Statements): Promise<Settings> {
  const rows = await statements.query(
    `SELECT config.name AS name, config.ivalue AS ivalue FROM config WHERE config.name IN (${LIST})`,
  );
  const settings: Record<string, number> = { ...DEFAULT_SETTINGS };
  for (const row of rows) {
    if (row.ivalue !== null) {
      settings[String(row.name)] = Number(row.ivalue);
    }
  }
  return settings;
}
