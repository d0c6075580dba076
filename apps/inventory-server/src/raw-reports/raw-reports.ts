import { type ByteStore, openByteStore, type S3Credentials, type StoreLocation } from '@popis/byte-store';
import { log } from '../logger.ts';
import { readOwnSetting } from '../settings/settings.read-model.ts';
import type { Store } from '../store.ts';
import { openReportIndex, type ReportIndex } from './report-index.ts';
import { openReportKeeper, type ReportKeeper, removeReport } from './report-keeper.ts';

/** Where raw reports are kept, and how much may wait to be written there. */
export interface RawReportOptions {
  location: StoreLocation;
  credentials: S3Credentials | undefined;
  queueBytes: number;
}

/** Reports as they came. */
export interface RawReports {
  bytes: ByteStore;
  index: ReportIndex;
  keeper: ReportKeeper;
  /** Removes those of devices that are no more; gives how many went. */
  sweep(): Promise<number>;
  close(): Promise<void>;
}

const SWEEP_EVERY_MS = 3_600_000;
const LIMIT_BELIEVED_MS = 30_000;
/** A process that stops waits for the store no longer than this: it has 20 seconds, of which 18 may be gone by then. */
const CLOSE_LIMIT_MS = 1_000;

/** Opens the store of raw reports, and sweeps it once an hour. */
export async function openRawReports(store: Store, options: RawReportOptions): Promise<RawReports> {
  const bytes = openByteStore(options.location, options.credentials, { flush: false });
  await bytes.prepare();
  const index = openReportIndex(store, bytes);
  const readLimit = rememberLimit(store);
  const keeper = openReportKeeper({ bytes, index, readLimit, queueBytes: options.queueBytes });
  const sweep = async () => {
    const orphans = await index.listOrphans();
    for (const place of orphans) {
      await removeReport(bytes, index, place);
    }
    return orphans.length;
  };
  const timer = setInterval(() => {
    sweep().catch((error: unknown) => log.warn({ err: error }, 'raw reports could not be swept'));
  }, SWEEP_EVERY_MS);
  timer.unref();
  return {
    bytes,
    index,
    keeper,
    sweep,
    async close() {
      clearInterval(timer);
      let late: NodeJS.Timeout | undefined;
      const limit = new Promise<void>((resolve) => {
        late = setTimeout(resolve, CLOSE_LIMIT_MS);
      });
      await Promise.race([keeper.drain(), limit]);
      clearTimeout(late);
    },
  };
}

/** The setting POPIS_RAW_REPORTS, read again after half a minute. */
function rememberLimit(store: Store): () => Promise<number> {
  let known: { limit: Promise<number>; readAtMs: number } | undefined;
  return async () => {
    if (known === undefined || performance.now() - known.readAtMs > LIMIT_BELIEVED_MS) {
      const limit = readOwnSetting(store.database.statements, 'POPIS_RAW_REPORTS');
      known = { limit, readAtMs: performance.now() };
      limit.catch(() => {
        known = undefined;
      });
    }
    return await known.limit;
  };
}
