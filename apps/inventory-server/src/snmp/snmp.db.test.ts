import { DEFAULT_LIMITS, parseReport, type SnmpRequest } from '@popis/inventory-format';
import { createEmptyDatabase, createEmptyMysqlDatabase, getPeers, type TestDatabase } from '@popis/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { answerProlog } from '../prolog/answer-prolog.ts';
import { openStore, type Store } from '../store.ts';
import { storeSnmp } from './store-snmp.ts';

const { ocsUrl, ocsDatabaseUrl } = getPeers('ocsUrl', 'ocsDatabaseUrl');
const deviceId = 'pc-2026-01-02-03-04-05';
const sender = { address: '192.0.2.2', userAgent: 'OCS-NG_unified_unix_agent_v2.10.4', isSecure: true };

function requestXml(id: string, records: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<REQUEST><CONTENT>${records}</CONTENT><DEVICEID>${id}</DEVICEID><QUERY>SNMP</QUERY></REQUEST>`;
}

function toRequest(id: string, records: string): SnmpRequest {
  const report = parseReport(Buffer.from(requestXml(id, records)), DEFAULT_LIMITS);
  if (!report.accepted || report.value.request.query !== 'SNMP') throw new Error('no SNMP');
  return report.value.request;
}

describe.each([
  { name: 'PostgreSQL', create: createEmptyDatabase },
  { name: 'MariaDB', create: createEmptyMysqlDatabase },
])('on $name', ({ create }) => {
  let database: TestDatabase;
  let store: Store;
  let hardwareId: number;

  beforeAll(async () => {
    database = await create();
    store = await openStore(database.url, 5, () => undefined);
  });
  afterAll(async () => {
    await store?.close();
    await database?.drop();
  });
  beforeEach(async () => {
    for (const table of [
      ...['hardware', 'devices', 'netmap', 'networks', 'snmp_record'],
      ...['snmp_types', 'snmp_labels', 'snmp_configs', 'snmp_communities'],
    ]) {
      await query(`DELETE FROM ${table}`);
    }
    await query("UPDATE config SET ivalue = 1 WHERE name = 'SNMP'");
    const { insertOne } = store.database.statements;
    hardwareId = await insertOne('hardware', { deviceid: deviceId });
    const type = await insertOne('snmp_types', {
      type_name: 'Printer',
      condition_oid: '1.3.6.1.2.1.1.2.0',
      condition_value: 'hp',
      table_type_name: 'snmp_printer',
    });
    for (const [label, reconciliation] of [
      ['Serial', 'Yes'],
      ['Pages', null],
    ] as const) {
      const labelId = await insertOne('snmp_labels', { label_name: label });
      await insertOne('snmp_configs', {
        type_id: type,
        label_id: labelId,
        oid: `1.3.${label.length}`,
        reconciliation,
      });
    }
    await insertOne('snmp_communities', { version: '2c', name: 'public', authpasswd: 'secret' });
  });

  async function query(sql: string, values: (string | number)[] = []) {
    return await store.database.statements.query(sql, values);
  }

  async function parameters(from: Partial<typeof sender> = {}) {
    const reply = await answerProlog(store, { query: 'PROLOG', deviceId }, { ...sender, ...from });
    const order = reply.orders.find(({ name }) => name === 'SNMP');
    return order?.parameters.map((parameter) => parameter.attributes);
  }

  test('a device is told over HTTPS whom to ask, what and with which communities', async () => {
    const { insertOne } = store.database.statements;
    await insertOne('devices', { hardware_id: hardwareId, name: 'SNMP_NETWORK', tvalue: '10.9.0.0/24' });
    await insertOne('devices', {
      hardware_id: hardwareId,
      name: 'IPDISCOVER',
      ivalue: 1,
      tvalue: '10.1.2.0',
    });
    await query(
      "INSERT INTO netmap (ip, mac, mask, netid) VALUES ('10.1.2.7', '02:AA:00:00:00:07', '', '10.1.2.0'), ('10.1.2.8', '02:aa:00:00:00:08', '', '10.1.2.0')",
    );
    await insertOne('networks', {
      hardware_id: hardwareId,
      macaddr: '02:aa:00:00:00:07',
      ipsubnet: '10.1.2.0',
    });

    const told = await parameters();

    const type = {
      TYPE: 'SNMP_TYPE',
      TYPE_NAME: 'Printer',
      CONDITION_OID: '1.3.6.1.2.1.1.2.0',
      CONDITION_VALUE: 'hp',
      TABLE_TYPE_NAME: 'snmp_printer',
    };
    expect(told).toEqual([
      { TYPE: 'NETWORK', SUBNET: '10.9.0.0/24' },
      { TYPE: 'DEVICE', IPADDR: '10.1.2.8', MACADDR: '02:aa:00:00:00:08' },
      { ...type, LABEL_NAME: 'Serial', OID: '1.3.6' },
      { ...type, LABEL_NAME: 'Pages', OID: '1.3.5' },
      expect.objectContaining({ TYPE: 'COMMUNITY', VERSION: '2c', NAME: 'public', AUTHPASSWD: 'secret' }),
      { TYPE: 'OPTION', SCAN_TYPE_SNMP: 'ICMP', SCAN_ARP_BANDWIDTH: '256' },
    ]);
    expect((await parameters({ userAgent: 'OCS-NG_unified_unix_agent_v2.10.0' }))?.at(-1)?.TYPE).toBe(
      'COMMUNITY',
    );
  });

  test('nobody is told without HTTPS, unknown, or where it is off', async () => {
    const { insertOne } = store.database.statements;

    expect(await parameters({ isSecure: false })).toBeUndefined();
    await insertOne('devices', { hardware_id: hardwareId, name: 'SNMP_SWITCH', ivalue: 0 });
    expect(await parameters()).toBeUndefined();
    await query("DELETE FROM devices WHERE name = 'SNMP_SWITCH'");
    await query("UPDATE config SET ivalue = 0 WHERE name = 'SNMP'");
    expect(await parameters()).toBeUndefined();
    await query("UPDATE config SET ivalue = 1 WHERE name = 'SNMP'");
    await query('DELETE FROM hardware');
    expect(await parameters()).toBeUndefined();
  });

  test('what was found is kept by its identifying labels, again when it changed', async () => {
    const found = '<snmp_printer><Serial>S1</Serial><Pages>1</Pages></snmp_printer>';
    const other = '<snmp_printer><Serial>S2</Serial></snmp_printer><hardware><NAME>x</NAME></hardware>';

    const first = await storeSnmp(store, toRequest(deviceId, found + other));
    await storeSnmp(store, toRequest(deviceId, found.replace('>1<', '>2<')));

    expect(first).toBe(2);
    expect(
      await query(
        'SELECT r.type_name AS type, r.record_key AS id, r.hardware_id AS hardware_id, r.contents AS contents FROM snmp_record r ORDER BY r.record_key',
      ),
    ).toEqual([
      { type: 'snmp_printer', id: 'S1', hardware_id: hardwareId, contents: '{"Serial":"S1","Pages":"2"}' },
      { type: 'snmp_printer', id: 'S2', hardware_id: hardwareId, contents: '{"Serial":"S2"}' },
    ]);
  });

  test('nothing is kept of a device that is not known, or where it is off', async () => {
    const found = '<snmp_printer><Serial>S1</Serial></snmp_printer>';

    expect(await storeSnmp(store, toRequest('other-2026-01-02-03-04-05', found))).toBe(0);
    await query("UPDATE config SET ivalue = 0 WHERE name = 'SNMP'");
    expect(await storeSnmp(store, toRequest(deviceId, found))).toBe(0);
    expect(await query('SELECT r.type_name AS type FROM snmp_record r')).toEqual([]);
  });
});

describe('in a real OCS database', () => {
  const type = `snmp_popis_${Date.now().toString(36)}`;
  const theirs = 'snmptheirs-2026-01-02-03-04-05';
  let store: Store;

  beforeAll(async () => {
    store = await openStore(ocsDatabaseUrl, 2, () => undefined);
    const { query, insertOne } = store.database.statements;
    await query("INSERT INTO config (NAME, IVALUE) VALUES ('SNMP', 1) ON DUPLICATE KEY UPDATE IVALUE = 1");
    await insertOne('hardware', { deviceid: theirs });
    await insertOne('snmp_types', {
      type_name: 'Popis',
      condition_oid: '1',
      condition_value: '1',
      table_type_name: type,
    });
    // As the console makes it, while we run.
    await query(
      `CREATE TABLE ${type} (ID int AUTO_INCREMENT PRIMARY KEY, Serial varchar(255) UNIQUE, Pages varchar(255))`,
    );
  });
  afterAll(async () => {
    const { query } = store.database.statements;
    await query(`DROP TABLE IF EXISTS ${type}`);
    await query('DELETE FROM snmp_types WHERE TABLE_TYPE_NAME = ?', [type]);
    await query('DELETE FROM hardware WHERE DEVICEID = ?', [theirs]);
    await query("DELETE FROM config WHERE NAME = 'SNMP'");
    await store.close();
  });

  async function rows() {
    return await store.database.statements.query(
      `SELECT t.Serial AS serial, t.Pages AS pages FROM ${type} t ORDER BY t.Serial`,
    );
  }

  test('rows are kept as its own server keeps them, and other tables are left alone', async () => {
    const found = (serial: string, pages: number) =>
      `<${type}><Serial>${serial}</Serial><Pages>${pages}</Pages></${type}>`;

    for (const pages of [1, 2]) {
      const answer = await fetch(ocsUrl, {
        method: 'POST',
        headers: { 'user-agent': 'OCS-NG_unified_unix_agent_v2.10.0' },
        body: requestXml(theirs, found('theirs', pages)),
      });
      expect(answer.status).toBe(200);
      await storeSnmp(store, toRequest(theirs, found('ours', pages)));
    }
    const attack = await storeSnmp(
      store,
      toRequest(theirs, '<config><NAME>SNMP</NAME><IVALUE>0</IVALUE></config>'),
    );

    expect(await rows()).toEqual([
      { serial: 'ours', pages: '2' },
      { serial: 'theirs', pages: '2' },
    ]);
    expect(attack).toBe(0);
  });
});
