import { getPeers, type TestDatabase } from '@popis/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeAwkwardReports } from '../inventory/awkward-machines.ts';
import { readCmdbItems } from '../inventory/cmdb-items.ts';
import { compareItems } from '../inventory/compare-items.ts';
import { readOcsGuests } from '../inventory/ocs-guests.ts';
import { readOcsItems } from '../inventory/ocs-items.ts';
import { copyOcsMachines, createWholeOcsDatabase } from '../inventory/ocs-tables.ts';
import { readRecordedReports } from '../inventory/reported-machines.ts';
import { type CmdbProcess, startCmdb } from '../support/cmdb-process.ts';
import { runProcess } from '../support/processes.ts';
import { report } from './support/devices.ts';

const { ocsUrl } = getPeers('ocsUrl', 'mariadbUrl', 'ocsDatabaseUrl');
/** Titles that the CMDB asks for, in its own spelling; the second is on Linux alone. */
const titles = ['7-ZIP', 'Bash'];
/** Every class of the mapping, so that nothing is equal because it is not there. */
const classes = [
  ...['Battery', 'Computer', 'Controller', 'InputDevice', 'LogicalDrive', 'Memory', 'Modem', 'Monitor'],
  ...['NetworkInterface', 'Port', 'Printer', 'Processor', 'SIMCard', 'Slot', 'Software', 'SoundCard'],
  ...['Storage', 'USBDevice', 'VideoCard'],
];
const machines = [...makeAwkwardReports(40, 60_000), ...readRecordedReports()];
const reports = machines.map(({ xml, tag }, index) => ({
  tag,
  xml:
    index < 3
      ? withGuest(xml.toString('utf8'), machines[index + 20]?.xml.toString('utf8'))
      : xml.toString('utf8'),
  deviceId: /<DEVICEID>([^<]+)</.exec(xml.toString('utf8'))?.[1] ?? '',
}));

/** The report of a host that runs another of the machines, and one that nobody knows. */
function withGuest(host: string, guest: string | undefined): string {
  const uuids = [/<UUID>([^<]+)</.exec(guest ?? '')?.[1], '5d1b1b1b-0000-4000-8000-000000000001'];
  const rows = uuids.map((uuid) => `<VIRTUALMACHINES><NAME>vm</NAME><UUID>${uuid}</UUID></VIRTUALMACHINES>`);
  return host.replace('</CONTENT>', `${rows.join('')}</CONTENT>`);
}

describe('the connector on the database of a real OCS server', () => {
  let cmdb: CmdbProcess;
  let ocs: TestDatabase;

  beforeAll(async () => {
    [cmdb] = await Promise.all([startCmdb(), report(ocsUrl, reports)]);
    // Other tests report to the same server, so their machines are left out.
    ocs = await createWholeOcsDatabase();
    await copyOcsMachines(ocs.url, reports);
    expect((await connect('model', 'install')).code).toBe(0);
    for (const title of titles) {
      await cmdb.call('POST', '/classes/Software/cards', { attributes: { Description: title } });
    }
  });

  afterAll(async () => {
    await ocs?.drop();
    await cmdb?.stop();
  });

  function connect(...args: string[]) {
    return runProcess('apps/connector/dist/main.js', [...args, '--mapping', 'ocs-full'], {
      CMDB_URL: cmdb.url,
      CMDB_TOKEN_FILE: cmdb.tokenFile,
      INVENTORY_DATABASE_URL: ocs.url,
    });
  }

  test('makes every configuration item what OCS’s own tables say, attribute by attribute', async () => {
    const run = await connect('run');

    expect(run.code, run.stdout + run.stderr).toBe(0);
    expect(run.stdout).toMatch(new RegExp(`records read +${reports.length}\n`));
    expect(await cmdb.query('SELECT class, key, reason FROM quarantine')).toEqual([]);
    const expected = await readOcsItems(ocs.url, titles);
    const found = await readCmdbItems((sql) => cmdb.query(sql));
    expect(compareItems(expected, found)).toEqual([]);
    expect([...new Set(found.map((item) => item.class))].sort()).toEqual(classes);
  });

  test('relates every host to those of its guests that are machines of the inventory', async () => {
    const expected = await readOcsGuests(ocs.url);

    const found = await cmdb.query<{ pair: string }>(
      `SELECT concat_ws(' hosts ', host.code, guest.code) AS pair FROM relation
       JOIN domain ON domain.id = relation.domain_id AND domain.name = 'ComputerGuests'
       JOIN card AS host ON host.id = relation.source_id JOIN card AS guest ON guest.id = relation.target_id
       ORDER BY pair`,
    );
    expect(expected).toHaveLength(3);
    expect(found.map(({ pair }) => pair)).toEqual(expected);
  });

  test('writes nothing at all when nothing changed', async () => {
    const before = await countWrites();

    const run = await connect('run');

    expect(run.code, run.stdout + run.stderr).toBe(0);
    expect(await countWrites()).toEqual(before);
  });

  function countWrites() {
    const tables = ['change', 'card', 'card_history', 'relation', 'relation_history'];
    const counts = tables.map((table) => `(SELECT count(*)::int FROM ${table}) AS ${table}`);
    return cmdb.query(`SELECT ${counts.join(', ')}`);
  }
});
