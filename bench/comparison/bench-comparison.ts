import path from 'node:path';
import { getPeers } from '@popis/testing';
import { report } from '../../tests/e2e/support/devices.ts';
import { makeAwkwardReports } from '../../tests/inventory/awkward-machines.ts';
import { readOcsItems } from '../../tests/inventory/ocs-items.ts';
import { copyOcsMachines, createWholeOcsDatabase } from '../../tests/inventory/ocs-tables.ts';
import { readRecordedReports } from '../../tests/inventory/reported-machines.ts';
import { note, printTable, writeResult } from '../measure/report.ts';
import { compareMapping, type MappingCompared, titles } from './compare-mapping.ts';

const firstNumber = 200_000;
const mappings = ['ocs', 'ocs-full'];
const mostShown = 20;

/**
 * Lets a real OCS server take in reports of so many generated machines and of recorded agents, runs the connector on its
 * database, each mapping into a CMDB of its own, and compares every configuration item with OCS's own tables, attribute by
 * attribute, by SQL that knows neither our views nor our stylesheets. A second run has to write nothing.
 */
export async function benchComparison({ devices }: { devices: number }): Promise<void> {
  const { ocsUrl } = getPeers('ocsUrl', 'mariadbUrl', 'ocsDatabaseUrl');
  const reports = [...makeAwkwardReports(devices, firstNumber), ...readRecordedReports()].map(toSent);
  note(`${reports.length} machines report to the OCS server`);
  const since = performance.now();
  await report(ocsUrl, reports);
  const reportSeconds = (performance.now() - since) / 1_000;
  const ocs = await createWholeOcsDatabase();
  try {
    await copyOcsMachines(ocs.url, reports);
    const items = await readOcsItems(ocs.url, titles);
    const compared: MappingCompared[] = [];
    for (const mapping of mappings) {
      note(`mapping ${mapping}`);
      const each = await compareMapping(mapping, ocs.url, items);
      show(each);
      compared.push(each);
    }
    const file = await writeResult('comparison', { machines: reports.length, reportSeconds, compared });
    console.log(`\n${reports.length} machines, reported in ${reportSeconds.toFixed(0)} s`);
    console.log(path.relative(process.cwd(), file));
    if (!compared.every(isRight)) process.exitCode = 1;
  } finally {
    await ocs.drop();
  }
}

function toSent({ xml, tag }: { xml: Buffer; tag: string }) {
  const text = xml.toString('utf8');
  return { tag, xml: text, deviceId: /<DEVICEID>([^<]+)</.exec(text)?.[1] ?? '' };
}

function isRight({ differences, quarantined, rewrote }: MappingCompared): boolean {
  return differences.length === 0 && quarantined.length === 0 && !rewrote;
}

function show({ mapping, classes, differences, quarantined, rewrote, seconds }: MappingCompared): void {
  printTable(
    [`class (${mapping})`, 'in OCS', 'in the CMDB', 'values compared'],
    classes.map((each) => [each.class, each.expected, each.found, each.values]),
  );
  let found = 0;
  for (const each of classes) found += each.found;
  console.log(
    `${mapping}: ${found} items of ${classes.length} classes, ${differences.length} differences, ${quarantined.length} in quarantine`,
  );
  console.log(
    `first run ${seconds.first.toFixed(0)} s, second ${seconds.second.toFixed(0)} s; the second wrote ${rewrote ? 'SOMETHING' : 'nothing'}`,
  );
  for (const difference of differences.slice(0, mostShown)) console.log(difference);
  for (const each of quarantined.slice(0, mostShown)) console.log(JSON.stringify(each));
}
