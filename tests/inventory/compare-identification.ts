// The corpus of identification through a real OCS server, beside our rules; prints two tables:
//   POPIS_TEST_PEERS=… node --conditions=source tests/inventory/compare-identification.ts
// The server has its default AUTO_DUPLICATE_LVL, 7: name, serial number and one address. Its rows are emptied between cases, so
// nothing else may use it meanwhile.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { deflateSync } from 'node:zlib';
import { DEFAULT_RULES, Estate, type Evidence } from '@popis/identification';
import { formatInventory } from '@popis/inventory-format';
import { getPeers } from '@popis/testing';
import mysql, { type Connection, type RowDataPacket } from 'mysql2/promise';
import {
  addUp,
  formatScores,
  type Kept,
  type Score,
  scoreCase,
} from '../../packages/identification/src/corpus/score.ts';
import type { LabelledCase, LabelledContact } from '../../packages/identification/src/corpus/tell-story.ts';

const { ocsUrl, ocsDatabaseUrl } = getPeers('ocsUrl', 'ocsDatabaseUrl');
const file = path.resolve(import.meta.dirname, '../../packages/identification/fixtures/corpus.ndjson');
const cases: LabelledCase[] = readFileSync(file, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));
const TABLES = ['hardware', 'bios', 'networks', 'storages', 'accountinfo', 'devices', 'software', 'locks'];

function toInventory(evidence: Evidence): string {
  const bios = {
    SMANUFACTURER: evidence.manufacturer ?? '',
    SMODEL: evidence.model ?? '',
    SSN: evidence.serial ?? '',
    ASSETTAG: evidence.assetTag ?? '',
    MSN: evidence.boardSerial ?? '',
  };
  return formatInventory({
    deviceId: evidence.deviceId,
    ...(evidence.oldDeviceId === undefined ? {} : { oldDeviceId: evidence.oldDeviceId }),
    sections: {
      HARDWARE: [{ NAME: evidence.name ?? '', UUID: evidence.uuid ?? '', CHECKSUM: '1572863' }],
      BIOS: [bios],
      NETWORKS: (evidence.adapters ?? []).map((each) => ({
        MACADDR: each.mac.toLowerCase(),
        DESCRIPTION: each.description ?? '',
        STATUS: 'Up',
      })),
      STORAGES: (evidence.diskSerials ?? []).map((serial) => ({
        NAME: 'sda',
        TYPE: 'disk',
        SERIALNUMBER: serial,
      })),
    },
    accountInfo: [],
  });
}

/** Sends a contact to OCS, and finds the row that it is kept with. Rows that went were merged into that one. */
function ocsKeeper(connection: Connection): (contact: LabelledContact) => Promise<Kept> {
  let before: number[] = [];
  return async ({ evidence }) => {
    const answer = await fetch(ocsUrl, {
      method: 'POST',
      headers: { 'user-agent': 'OCS-NG_unified_unix_agent_v2.8.1', 'content-type': 'application/x-compress' },
      body: deflateSync(toInventory(evidence)),
    });
    if (answer.status !== 200) throw new Error(`OCS answered ${answer.status}`);
    const [rows] = await connection.query<RowDataPacket[]>('SELECT ID, DEVICEID FROM hardware');
    const found = rows.find((row) => row.DEVICEID === evidence.deviceId);
    const ids = rows.map((row) => Number(row.ID));
    const gone = before.find((id) => !ids.includes(id));
    before = ids;
    const deviceId = Number(found?.ID);
    return { deviceId, isReview: false, merged: gone === undefined ? undefined : [gone, deviceId] };
  };
}

function ourKeeper(): (contact: LabelledContact) => Kept {
  const estate = new Estate(DEFAULT_RULES);
  return (contact) => {
    const { decision, deviceId } = estate.observe(contact);
    const { twinId, deviceId: own } = decision;
    return {
      deviceId,
      isReview: decision.outcome === 'review',
      merged: twinId === null || own === null ? undefined : [own, twinId],
    };
  };
}

function add(to: Map<string, Score>, name: string, score: Score): void {
  to.set(name, addUp([to.get(name) ?? addUp([]), score]));
}

const connection = await mysql.createConnection({ uri: ocsDatabaseUrl });
await connection.query("UPDATE config SET IVALUE = 7 WHERE NAME = 'AUTO_DUPLICATE_LVL'");
const [ocs, ours] = [new Map<string, Score>(), new Map<string, Score>()];
for (const story of cases) {
  for (const table of TABLES) await connection.query(`DELETE FROM ${table}`);
  add(ocs, story.class, await scoreCase(story, ocsKeeper(connection)));
  add(ours, story.class, await scoreCase(story, ourKeeper()));
}
await connection.end();
process.stdout.write(
  `OCS, AUTO_DUPLICATE_LVL 7\n\n${formatScores(ocs)}\n\nPopis, rules ${DEFAULT_RULES.version}\n\n${formatScores(ours)}\n`,
);
