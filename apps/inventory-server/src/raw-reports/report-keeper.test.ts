import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { ByteKey, ByteStore } from '@popis/byte-store';
import { expect, test } from 'vitest';
import type { RawReport } from './raw-report.ts';
import type { NewReport, ReportIndex, ReportPlace } from './report-index.ts';
import { openReportKeeper } from './report-keeper.ts';

const MIB = 1024 * 1024;

/** A store and an index in memory; `hold` keeps every write waiting until it is let go. */
function openWorld() {
  const files = new Map<string, Buffer>();
  let rows: NewReport[] = [];
  let held: Promise<void> | undefined;
  let isBroken = false;
  const bytes: ByteStore = {
    prepare: async () => undefined,
    async put(key: ByteKey, stream: Readable) {
      await held;
      if (isBroken) throw new Error('the disk is full');
      files.set(key, await buffer(stream));
    },
    find: async () => undefined,
    remove: async (key) => void files.delete(key),
    list: async (folder) =>
      [...files]
        .filter(([key]) => key.startsWith(`${folder}/`))
        .map(([key, { length }]) => ({ name: key.slice(folder.length + 1), sizeBytes: length })),
    listFolders: async () => [],
  };
  const isAt = (one: ReportPlace, other: ReportPlace) =>
    one.folder === other.folder && one.name === other.name;
  const index: ReportIndex = {
    holds: async (report) => rows.some((row) => row.name.slice(14) === report.name.slice(14)),
    add: async (report) => void rows.push(report),
    list: async (id) => rows.filter((row) => row.hardwareId === id),
    remove: async (place) => {
      rows = rows.filter((row) => !isAt(row, place));
    },
    listOrphans: async () => [],
  };
  return {
    files,
    rows: () => rows,
    options: { bytes, index, readLimit: async () => 3, queueBytes: 4 * MIB },
    hold() {
      let letGo = () => {};
      held = new Promise((resolve) => {
        letGo = resolve;
      });
      return letGo;
    },
    breakDown() {
      isBroken = true;
    },
  };
}

let clock = 1_795_000_000_000;

function report(changes: Partial<RawReport> = {}): RawReport {
  clock += 1;
  return {
    receivedAtMs: clock,
    requestId: `r-${clock}`,
    deviceId: 'pc',
    hardwareId: 7,
    query: 'INVENTORY',
    outcome: 'answered',
    status: 200,
    cause: undefined,
    address: '10.1.2.3',
    userAgent: 'agent',
    contentType: undefined,
    body: Buffer.from(`body ${clock}`),
    ...changes,
  };
}

test('the latest three reports of a device are kept', async () => {
  const world = openWorld();
  const keeper = openReportKeeper(world.options);

  for (let n = 0; n < 5; n += 1) {
    keeper.keep(report());
    await keeper.drain();
  }

  expect(world.files.size).toBe(3);
  expect(world.rows()).toHaveLength(3);
  expect([...world.files.values()].map((file) => file.toString().split('\n')[1])).toEqual(
    [clock - 2, clock - 1, clock].map((n) => `body ${n}`),
  );
});

test('the same bytes are kept once', async () => {
  const world = openWorld();
  const keeper = openReportKeeper(world.options);
  const body = Buffer.from('the same');

  for (let n = 0; n < 3; n += 1) keeper.keep(report({ body }));
  await keeper.drain();
  keeper.keep(report({ body }));
  await keeper.drain();

  expect(world.files.size).toBe(1);
  expect(keeper.dropped).toEqual({ queue: 0, rate: 0, store: 0 });
});

test('none are kept where the setting says so', async () => {
  const world = openWorld();
  const keeper = openReportKeeper({ ...world.options, readLimit: async () => 0 });

  keeper.keep(report());
  await keeper.drain();

  expect(world.files.size).toBe(0);
});

test.each(['PROLOG', 'NOTIFY', 'DOWNLOAD', 'UPDATE', undefined])('%s is not kept', async (query) => {
  const world = openWorld();
  const keeper = openReportKeeper(world.options);

  keeper.keep(report({ query }));
  await keeper.drain();

  expect(world.files.size).toBe(0);
});

test('what does not fit beside what waits is dropped and counted, and nobody waits', async () => {
  const world = openWorld();
  const letGo = world.hold();
  const keeper = openReportKeeper(world.options);

  for (let n = 0; n < 6; n += 1) keeper.keep(report({ hardwareId: n, body: Buffer.alloc(MIB, n) }));

  expect(keeper.waitingBytes).toBe(4 * MIB);
  expect(keeper.dropped.queue).toBe(2);
  letGo();
  await keeper.drain();
  expect(keeper.waitingBytes).toBe(0);
  expect(keeper.kept).toBe(4);
});

test('a store that fails costs the report that could not be kept, and no other', async () => {
  const world = openWorld();
  const keeper = openReportKeeper(world.options);
  world.breakDown();

  keeper.keep(report());
  keeper.keep(report());
  await keeper.drain();

  expect(keeper.dropped.store).toBe(2);
  expect(world.rows()).toEqual([]);
});

test('refused reports stand in a ring of their own, and a flood does not turn it', async () => {
  const world = openWorld();
  const keeper = openReportKeeper({ ...world.options, refusedPerMinute: 5 });
  const start = clock;

  for (let n = 0; n < 100; n += 1) {
    keeper.keep(
      report({ outcome: 'refused', deviceId: undefined, hardwareId: undefined, cause: 'malformed' }),
    );
  }
  await keeper.drain();
  expect(world.files.size).toBe(5);
  expect(keeper.dropped.rate).toBe(95);

  for (let minute = 1; minute <= 20; minute += 1) {
    for (let n = 0; n < 5; n += 1) {
      keeper.keep(
        report({ outcome: 'refused', receivedAtMs: start + minute * 60_001 + n, cause: 'doctype' }),
      );
    }
    await keeper.drain();
  }
  expect(world.files.size).toBe(50);
  expect([...world.files.keys()].every((key) => key.startsWith('refused/'))).toBe(true);
});

test('a report at which the server failed by itself is kept, one that came while it was busy is not', async () => {
  const world = openWorld();
  const keeper = openReportKeeper(world.options);

  keeper.keep(report({ outcome: 'failed', status: 503, cause: 'internal' }));
  keeper.keep(report({ outcome: 'failed', status: 503, cause: 'busy' }));
  keeper.keep(report({ outcome: 'failed', status: 503, cause: 'database' }));
  await keeper.drain();

  expect(world.files.size).toBe(1);
});
