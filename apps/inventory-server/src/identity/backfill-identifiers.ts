import { listIdentifiers, toFingerprint } from '@popis/identification';
import type { InventorySections, SectionRow } from '@popis/inventory-format';
import type { Database, Row, Statements } from '../database/database.ts';
import { log } from '../logger.ts';
import { insertUses, listUnidentified } from './backfill.repository.ts';
import { readEvidence } from './read-evidence.ts';

const AT_ONCE = 500;

/**
 * Notes the identifiers of devices that were stored before identification kept any, so that they are known when they come
 * back under another DEVICEID. Done at start, by one process at a time.
 */
export async function backfillIdentifiers(database: Database): Promise<number> {
  let after = 0;
  let noted = 0;
  for (;;) {
    const ids = await database.transaction('identifier:backfill', (statements) =>
      noteSome(database, statements, after),
    );
    after = ids.at(-1) ?? after;
    noted += ids.length;
    if (ids.length < AT_ONCE) {
      break;
    }
  }
  if (noted > 0) {
    log.info({ devices: noted }, 'identifiers of known devices noted');
  }
  return noted;
}

async function noteSome(database: Database, statements: Statements, after: number): Promise<number[]> {
  const { devices, networks, storages } = await listUnidentified(
    statements,
    database.dialect,
    after,
    AT_ONCE,
  );
  const rows: [string, number][] = [];
  for (const device of devices) {
    const id = Number(device.id);
    const sections: InventorySections = {
      HARDWARE: [toRow(device)],
      BIOS: [toRow(device)],
      NETWORKS: networks.filter((row) => row.hardware_id === device.id).map(toRow),
      STORAGES: storages.filter((row) => row.hardware_id === device.id).map(toRow),
    };
    const deviceId = String(device.deviceid);
    const evidence = readEvidence({
      query: 'INVENTORY',
      deviceId,
      sections,
      accountInfo: [],
      ignoredSections: [],
    });
    for (const identifier of listIdentifiers(toFingerprint(evidence))) {
      rows.push([identifier, id]);
    }
  }
  await insertUses(statements, rows);
  return devices.map((device) => Number(device.id));
}

/** Columns under the names of their fields. */
function toRow(row: Row): SectionRow {
  const fields: SectionRow = {};
  for (const [name, value] of Object.entries(row)) {
    if (value !== null) {
      fields[name.toUpperCase()] = String(value);
    }
  }
  return fields;
}
