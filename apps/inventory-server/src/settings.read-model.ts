import type { Dialect, Row, Statements } from './database/database.ts';
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

/** The settings as one value, for a statement that reads something else as well; `toSettings` reads it. */
export function settingsColumn(dialect: Dialect): string {
  const pairs = dialect.joined("CONCAT(config.name, '=', config.ivalue)");
  return `(SELECT ${pairs} FROM config WHERE config.name IN (${LIST}) AND config.ivalue IS NOT NULL)`;
}

let latest: { text: string; settings: Settings } = { text: '', settings: DEFAULT_SETTINGS };

/** The settings that a statement has read with `settingsColumn`. They hardly ever change, so the last ones are kept. */
export function toSettings(value: Row[string] | undefined): Settings {
  const text = String(value ?? '');
  if (text !== latest.text) {
    const settings: Record<string, number> = { ...DEFAULT_SETTINGS };
    for (const [, name = '', number] of text.matchAll(/(\w+)=(-?\d+)/g)) {
      settings[name] = Number(number);
    }
    latest = { text, settings };
  }
  return latest.settings;
}

/** How scans are made: OCS 2.12's SCAN_TYPE_IPDISCOVER, SCAN_TYPE_SNMP and SCAN_ARP_BANDWIDTH. */
export interface ScanSettings {
  ipDiscoverType: string;
  snmpType: string;
  /** kbit/s */
  bandwidth: string;
}

/** As the installer of OCS would have it. */
export const DEFAULT_SCANS: ScanSettings = { ipDiscoverType: 'ICMP', snmpType: 'ICMP', bandwidth: '256' };

/** How scans are made, where the table says so. */
export async function readScanSettings(statements: Statements): Promise<ScanSettings> {
  const rows = await statements.query(
    `SELECT config.name AS name, config.ivalue AS ivalue, config.tvalue AS tvalue FROM config
     WHERE config.name IN ('SCAN_TYPE_IPDISCOVER', 'SCAN_TYPE_SNMP', 'SCAN_ARP_BANDWIDTH')`,
  );
  const found = new Map(rows.map((row) => [String(row.name), row]));
  return {
    ipDiscoverType: String(found.get('SCAN_TYPE_IPDISCOVER')?.tvalue || DEFAULT_SCANS.ipDiscoverType),
    snmpType: String(found.get('SCAN_TYPE_SNMP')?.tvalue || DEFAULT_SCANS.snmpType),
    bandwidth: String(found.get('SCAN_ARP_BANDWIDTH')?.ivalue || DEFAULT_SCANS.bandwidth),
  };
}
