import { Readable } from 'node:stream';
import { type ByteStore, toByteKey } from '@popis/byte-store';
import { log } from '../logger.ts';
import {
  folderOf,
  nameOf,
  planRemoval,
  type RawReport,
  REFUSED_FOLDER,
  type ReportFacts,
  toKept,
} from './raw-report.ts';
import { formatReportFile } from './report-file.ts';
import type { ReportIndex, ReportPlace } from './report-index.ts';

/** What the keeper has to do with, and how much of it. */
export interface KeeperOptions {
  bytes: ByteStore;
  index: ReportIndex;
  /** How many reports of a device are kept, of each query; 0 = none. */
  readLimit: () => Promise<number>;
  /** Bytes of reports that may wait to be written; what comes beyond is not kept. */
  queueBytes: number;
  /** Refused reports that are kept in a minute; a flood shall not push out what came before it. */
  refusedPerMinute?: number;
}

/** Keeps reports as they came, behind the back of whoever reports. */
export interface ReportKeeper {
  /** Never waits and never fails: what cannot be kept is counted. */
  keep(report: RawReport): void;
  /** Reports that were not kept, by why. */
  readonly dropped: Readonly<Record<'queue' | 'rate' | 'store', number>>;
  readonly kept: number;
  readonly waitingBytes: number;
  /** Resolves when nothing waits any more. */
  drain(): Promise<void>;
}

const WRITERS = 4;
const REFUSED_KEPT = 50;
const MINUTE_MS = 60_000;
/** Devices' data; the other queries hold nothing that is worth looking at later. */
const KEPT_QUERIES = new Set(['INVENTORY', 'SNMP']);
/** Causes of reports at which we are at fault, and by which others like them can be found. */
const OUR_FAULTS = new Set(['internal']);

export function openReportKeeper(options: KeeperOptions): ReportKeeper {
  const { bytes, index, queueBytes, refusedPerMinute = 30 } = options;
  const queue: RawReport[] = [];
  const dropped = { queue: 0, rate: 0, store: 0 };
  let kept = 0;
  let waitingBytes = 0;
  let writers = 0;
  let minute = { startsAtMs: 0, refused: 0 };
  const busy = new Set<number>();
  const whenIdle: (() => void)[] = [];

  /** Reports of one device, and refused ones, are written one after the other: what is kept of them decides what goes. */
  function takeNext(): RawReport | undefined {
    const at = queue.findIndex(({ hardwareId }) => !busy.has(hardwareId ?? 0));
    return at < 0 ? undefined : queue.splice(at, 1)[0];
  }

  async function write(): Promise<void> {
    writers += 1;
    for (let report = takeNext(); report !== undefined; report = takeNext()) {
      const device = report.hardwareId ?? 0;
      busy.add(device);
      try {
        const isKept = await keepOne(report);
        kept += isKept ? 1 : 0;
      } catch (error) {
        dropped.store += 1;
        log.warn({ err: error, requestId: report.requestId }, 'report could not be kept');
      }
      busy.delete(device);
      waitingBytes -= report.body.length;
    }
    writers -= 1;
    if (writers === 0) {
      for (const resolve of whenIdle.splice(0)) resolve();
    }
  }

  async function keepOne(report: RawReport): Promise<boolean> {
    const { facts, body } = toKept(report);
    if (report.outcome !== 'answered') {
      await put({ folder: REFUSED_FOLDER, name: nameOf(facts) }, facts, body);
      await trimRefused();
      return true;
    }
    const limit = await options.readLimit();
    const { hardwareId, deviceId } = report;
    if (limit === 0 || hardwareId === undefined || deviceId === undefined) {
      return false;
    }
    const place = { hardwareId, folder: folderOf(deviceId), name: nameOf(facts) };
    if (await index.holds(place)) {
      return false;
    }
    await index.add(place);
    try {
      await put(place, facts, body);
    } catch (error) {
      await index.remove(place);
      throw error;
    }
    await trim(hardwareId, limit);
    return true;
  }

  async function put({ folder, name }: ReportPlace, facts: ReportFacts, body: Uint8Array): Promise<void> {
    await bytes.put(
      toByteKey(folder, name),
      Readable.from(formatReportFile(facts, body), { objectMode: false }),
    );
  }

  async function trim(hardwareId: number, limit: number): Promise<void> {
    const places = await index.list(hardwareId);
    const names = places.map(({ name }) => name);
    const gone = new Set(planRemoval(names, limit));
    for (const place of places.filter(({ name }) => gone.has(name))) {
      await removeReport(bytes, index, place);
    }
  }

  async function trimRefused(): Promise<void> {
    const names = (await bytes.list(REFUSED_FOLDER)).map(({ name }) => name).sort();
    for (const name of names.slice(0, Math.max(0, names.length - REFUSED_KEPT))) {
      await bytes.remove(toByteKey(REFUSED_FOLDER, name));
    }
  }

  function isWithinRate(atMs: number): boolean {
    if (atMs - minute.startsAtMs >= MINUTE_MS) {
      minute = { startsAtMs: atMs, refused: 0 };
    }
    minute.refused += 1;
    return minute.refused <= refusedPerMinute;
  }

  return {
    dropped,
    get kept() {
      return kept;
    },
    get waitingBytes() {
      return waitingBytes;
    },
    keep(report) {
      const isAnswered = report.outcome === 'answered';
      if (isAnswered ? !KEPT_QUERIES.has(report.query ?? '') : !isWorthKeeping(report)) {
        return;
      }
      if (!isAnswered && !isWithinRate(report.receivedAtMs)) {
        dropped.rate += 1;
        return;
      }
      if (waitingBytes + report.body.length > queueBytes) {
        dropped.queue += 1;
        return;
      }
      waitingBytes += report.body.length;
      queue.push(report);
      if (writers < WRITERS) {
        void write();
      }
    },
    async drain() {
      if (writers > 0) {
        await new Promise<void>((resolve) => whenIdle.push(resolve));
      }
    },
  };
}

function isWorthKeeping({ outcome, cause = '', body }: RawReport): boolean {
  return body.length > 0 && (outcome === 'refused' || OUR_FAULTS.has(cause));
}

/** Bytes first: what an interruption leaves is found again in the index. */
export async function removeReport(bytes: ByteStore, index: ReportIndex, place: ReportPlace): Promise<void> {
  await bytes.remove(toByteKey(place.folder, place.name));
  await index.remove(place);
}
