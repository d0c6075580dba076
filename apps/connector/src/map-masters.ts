import { InvalidInputError } from '@popis/errors';
import { formatInventoryDocument } from './extract/inventory-document.ts';
import type { JoinedMaster } from './extract/view-rows.ts';
import {
  type InventoryRecord,
  type MappedRecords,
  type RejectedRecord,
  toRecords,
} from './mapping/records.ts';
import { isOfOneDocument, type XsltEngine } from './mapping/xslt-engine.ts';
import { fingerprintsOf, type KeptRecords } from './submit/fingerprints.ts';
import type { ResolvedNames } from './submit/resolve-names.ts';

/** What came of one range of masters. */
export interface MappedRange extends MappedRecords {
  /** Masters read. One may give no record (the stylesheet passes over it) or several. */
  readonly read: number;
  /** What the stylesheet said by `xsl:message`, each with the id of its master. */
  readonly messages: readonly string[];
  /** Fingerprints of records that are as they were: their masters were not mapped. */
  readonly unchanged: readonly string[];
}

/** By what masters are known again that need no mapping. */
export interface Recognition {
  hash(document: string): string;
  readonly kept: Pick<KeptRecords, 'find'>;
}

/**
 * Maps a range of masters, some at once, keeping their order. What goes wrong with one stays with that one. A master that is
 * recognised is passed over; one of which the stylesheet or the reading of its output had something to say is not recognised again.
 */
export async function mapMasters(
  masters: readonly JoinedMaster[],
  engine: XsltEngine,
  names: ResolvedNames,
  recognition?: Recognition,
): Promise<MappedRange> {
  const mapped: MappedRange[] = new Array(masters.length);
  const waiting = masters.entries();
  async function work(): Promise<void> {
    for (const [position, master] of waiting) {
      mapped[position] = await mapMaster(master, engine, names, recognition);
    }
  }
  await Promise.all(Array.from({ length: Math.min(engine.atOnce, masters.length) }, work));
  return {
    read: masters.length,
    records: mapped.flatMap((each) => each.records),
    rejected: mapped.flatMap((each) => each.rejected),
    messages: mapped.flatMap((each) => each.messages),
    unchanged: mapped.flatMap((each) => each.unchanged),
  };
}

const nothing: MappedRange = { read: 0, records: [], rejected: [], messages: [], unchanged: [] };

async function mapMaster(
  master: JoinedMaster,
  engine: XsltEngine,
  names: ResolvedNames,
  recognition: Recognition | undefined,
): Promise<MappedRange> {
  const document = formatInventoryDocument(master.views);
  const hash = recognition?.hash(document);
  const unchanged = hash === undefined ? undefined : recognition?.kept.find(hash);
  if (unchanged !== undefined) return { ...nothing, read: 1, unchanged };
  const file = `cards of ${master.key ?? 'a record without key'} (id ${master.id})`;
  try {
    const { output, messages } = await engine.transform(document);
    const { records, rejected } = toRecords(output, names.classes, file, names.domains);
    const isQuiet = rejected.length === 0 && messages.length === 0;
    return {
      ...nothing,
      read: 1,
      records: isQuiet && hash !== undefined ? withFingerprints(records, hash) : records,
      rejected: rejected.map((each) => withKey(each, master.key)),
      messages: messages.map((message) => `${file}: ${message}`),
    };
  } catch (error) {
    if (!isOfOneDocument(error)) throw error;
    return { ...nothing, read: 1, rejected: [toRejected(error, file, master.key)] };
  }
}

function withFingerprints(records: readonly InventoryRecord[], hash: string): InventoryRecord[] {
  const fingerprints = fingerprintsOf(hash, records.length);
  return records.map((record, index) => ({ ...record, fingerprint: fingerprints[index] ?? '' }));
}

/** When the cards do not tell the key, the inventory does. */
function withKey(rejected: RejectedRecord, key: string | null): RejectedRecord {
  return Object.keys(rejected.key).length > 0 || key === null ? rejected : { ...rejected, key: { key } };
}

function toRejected(error: unknown, file: string, key: string | null): RejectedRecord {
  const known: Record<string, string> = key === null ? {} : { key };
  if (error instanceof InvalidInputError) return { key: known, faults: error.faults };
  const message = error instanceof Error ? error.message : String(error);
  return { key: known, faults: [{ path: file, message }] };
}
