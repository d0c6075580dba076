import { parseArgs } from 'node:util';
import { benchCmdb } from './cmdb/bench-cmdb.ts';
import { benchComparison } from './comparison/bench-comparison.ts';
import { benchConnector } from './connector/bench-connector.ts';
import { benchCsv } from './csv/bench-csv.ts';
import { benchExchange } from './exchange/bench-exchange.ts';
import { benchHistory } from './history/bench-history.ts';
import { benchInventory } from './inventory/bench-inventory.ts';
import { benchInventoryKill } from './inventory/bench-kill.ts';
import { benchStorm } from './inventory/bench-storm.ts';
import { benchInventoryFuzz } from './inventory-fuzz/bench-inventory-fuzz.ts';
import { parseSize } from './options.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** Cards of the generated estates: 10k, 100k, 1M; several parted by commas. */
    size: { type: 'string', default: '100k' },
    /** Computers of the inventories that the connector reads; several parted by commas. */
    computers: { type: 'string', default: '10k' },
    /** Most requests of each kind. */
    requests: { type: 'string', default: '100' },
    /** Only what is named so, a regular expression. */
    only: { type: 'string', default: '' },
    /** Changes of the generated history. */
    changes: { type: 'string', default: '300k' },
    /** Machines that report. */
    devices: { type: 'string', default: '300' },
    /** The same for a real OCS server, which takes far longer for each. */
    'peer-devices': { type: 'string', default: '40' },
    /** Reports at the same time; several parted by commas. */
    concurrency: { type: 'string', default: '1,8,32' },
    /** Devices that come all at once; empty = the usual measurement. */
    storm: { type: 'string', default: '' },
    /** How many times sooner than they are told the devices of a storm come again. */
    clock: { type: 'string', default: '1' },
    /** Times that something is killed, on each database. */
    rounds: { type: 'string', default: '20' },
    /** Where chance begins; empty = 1, and anywhere for inventory-fuzz. */
    seed: { type: 'string', default: '' },
    /** Rows of a large file. */
    rows: { type: 'string', default: '1M' },
    /** People in the CSV files that the connector reads, and the sectors that they belong to. */
    employees: { type: 'string', default: '100k' },
    sectors: { type: 'string', default: '500' },
    /** The sectors are one chain, each part of the one before it. */
    chain: { type: 'boolean', default: false },
    /** How long spoiled reports are sent. */
    minutes: { type: 'string', default: '5' },
    /** Most MiB that JavaScript values may take in cmdb-api; empty = what Node.js thinks right. */
    heap: { type: 'string', default: '' },
  },
});

const benchmarks: Record<string, () => Promise<void>> = {
  cmdb: () =>
    benchCmdb({
      sizes: values.size.split(',').map(parseSize),
      requests: parseSize(values.requests),
      only: new RegExp(values.only, 'i'),
    }),
  comparison: () => benchComparison({ devices: parseSize(values.devices) }),
  connector: () =>
    benchConnector({ computers: values.computers.split(',').map(parseSize), heap: values.heap }),
  csv: () =>
    benchCsv({
      employees: parseSize(values.employees),
      sectors: parseSize(values.sectors),
      chain: values.chain,
      heap: values.heap,
    }),
  history: () => benchHistory({ changes: parseSize(values.changes) }),
  exchange: () => benchExchange({ rows: parseSize(values.rows), heap: values.heap }),
  'inventory-fuzz': () =>
    benchInventoryFuzz({
      minutes: Number(values.minutes),
      seed: values.seed === '' ? undefined : parseSize(values.seed),
      only: new RegExp(values.only, 'i'),
    }),
  inventory: () =>
    values.storm === ''
      ? benchInventory({
          devices: parseSize(values.devices),
          peerDevices: parseSize(values['peer-devices']),
          concurrencies: values.concurrency.split(',').map(parseSize),
          only: new RegExp(values.only, 'i'),
        })
      : benchStorm({
          devices: parseSize(values.storm),
          concurrency: 1_200,
          clock: parseSize(values.clock),
        }),
  'inventory-kill': () =>
    benchInventoryKill({
      rounds: parseSize(values.rounds),
      devices: 60,
      seed: parseSize(values.seed),
      only: new RegExp(values.only, 'i'),
    }),
};

const benchmark = benchmarks[positionals[0] ?? ''];
if (benchmark === undefined) {
  console.error(`usage: npm run bench -- ${Object.keys(benchmarks).join(' | ')}; see docs/benchmarks.md`);
  process.exit(2);
}
await benchmark();
