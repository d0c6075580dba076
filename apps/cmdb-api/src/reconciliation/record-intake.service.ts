import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { Inject, Injectable } from '@nestjs/common';
import { ConflictError, type Fault, InvalidInputError, NotFoundError } from '@popis/errors';
import { type Evidence, toUsableEvidence } from '@popis/reconciliation';
import { Database } from '../platform/database/database.ts';
import { type Line, readLines } from './read-lines.ts';
import { type ReadRecord, readRecord } from './read-record.ts';
import {
  type GivenRecord,
  insertRecords,
  insertUnchanged,
  noteIntake,
  type UnchangedRecord,
} from './run-records.repository.ts';
import { lockRun } from './runs.repository.ts';

const chunkRecords = 500;
const chunkCharacters = 4 * 1024 * 1024;
/** Most rejected lines that an answer names; the run counts them all. */
const maxReported = 1_000;

/** What became of the lines of one request. */
export interface Intake {
  accepted: number;
  lastSeq: number;
  rejected: { seq: number | null; key: string | null; faults: readonly Fault[] }[];
}

/** Takes in the records of open runs. */
@Injectable()
export class RecordIntakeService {
  constructor(@Inject(Database) private readonly database: Database) {}

  /**
   * Reads NDJSON and stores its records chunk by chunk, each with the place reached: when the request breaks off, what was
   * stored stays, and the sender may send everything again.
   *
   * @throws NotFoundError, ConflictError when the run is not open
   */
  async takeRecords(runId: string, body: Readable, encoding: string | undefined): Promise<Intake> {
    const intake: Intake = {
      accepted: 0,
      lastSeq: await this.store(runId, emptyChunk(), undefined),
      rejected: [],
    };
    const already = intake.lastSeq;
    let chunk = emptyChunk();
    for await (const line of readLines(inflate(body, encoding))) {
      addLine(chunk, line, already, intake);
      if (chunk.records.length < chunkRecords && chunk.characters < chunkCharacters) continue;
      intake.lastSeq = await this.store(runId, chunk, intake);
      chunk = emptyChunk();
    }
    intake.lastSeq = await this.store(runId, chunk, intake);
    return intake;
  }

  /** Stores a chunk unless another request of the same run was faster, and gives the place reached. */
  private async store(runId: string, chunk: Chunk, intake: Intake | undefined): Promise<number> {
    const { lastSeq, accepted, unknown } = await this.database.transaction(async (tx) => {
      const run = await lockRun(tx, runId);
      if (run === undefined) throw new NotFoundError(`There is no run ${runId}`);
      if (run.state !== 'open') throw new ConflictError(`The run is ${run.state} and takes no more records`);
      const fresh = chunk.records.filter((record) => record.seq > run.lastSeq);
      const reached = fresh.at(-1)?.seq ?? run.lastSeq;
      const whole = fresh.filter(isWhole);
      await insertRecords(tx, runId, whole);
      const unchanged = fresh.filter(isUnchanged);
      const known = await insertUnchanged(tx, runId, unchanged);
      const unknown = unchanged.filter((record) => !known.has(record.seq));
      const untied = chunk.untied + unknown.length;
      if (fresh.length > 0 || untied > 0) await noteIntake(tx, runId, reached, untied);
      const accepted = known.size + whole.filter((record) => record.body !== null).length;
      return { lastSeq: reached, accepted, unknown };
    });
    if (intake === undefined) return lastSeq;
    intake.accepted += accepted;
    for (const { seq } of unknown) report(intake, { seq, key: null }, [unknownFault]);
    return lastSeq;
  }
}

/** Lines read and not yet stored. */
interface Chunk {
  records: (GivenRecord | UnchangedRecord)[];
  characters: number;
  /** Lines that name no class and key. */
  untied: number;
}

const unknownFault: Fault = {
  path: 'unchanged',
  message: 'is no fingerprint of a record that this run builds on: send the record whole',
};

function isWhole(record: GivenRecord | UnchangedRecord): record is GivenRecord {
  return !isUnchanged(record);
}

function isUnchanged(record: GivenRecord | UnchangedRecord): record is UnchangedRecord {
  return 'unchanged' in record;
}

function emptyChunk(): Chunk {
  return { records: [], characters: 0, untied: 0 };
}

function addLine(chunk: Chunk, line: Line, already: number, intake: Intake): void {
  const read = readRecord(line);
  if (read.seq !== null && read.seq <= already) return;
  const previous = chunk.records.at(-1)?.seq ?? intake.lastSeq;
  if (read.seq !== null && read.seq <= previous) {
    chunk.untied += 1;
    report(intake, read, [{ path: 'seq', message: `must be greater than ${previous}, the one before` }]);
    return;
  }
  if (read.unchanged !== undefined && read.seq !== null) {
    chunk.records.push({ seq: read.seq, unchanged: read.unchanged });
    return;
  }
  if (read.faults.length > 0) report(intake, read, read.faults);
  if (read.record === undefined && (read.seq === null || read.class === null || read.key === null)) {
    chunk.untied += 1;
  }
  if (read.seq === null) return;
  chunk.characters += line?.length ?? 0;
  chunk.records.push({
    seq: read.seq,
    class: read.class ?? '',
    key: read.key ?? '',
    evidence: read.record === undefined ? null : usableEvidence(read.record.evidence),
    body: read.record ?? null,
    faults: read.record === undefined ? read.faults : null,
    fingerprint: read.fingerprint ?? null,
  });
}

/** Evidence as it is stored: comparable, and nothing where there is nothing. */
function usableEvidence(given: Evidence | undefined): Evidence | null {
  const { serial, uuid, macs } = toUsableEvidence(given);
  const evidence = {
    ...(serial === null ? {} : { serial }),
    ...(uuid === null ? {} : { uuid }),
    ...(macs.length === 0 ? {} : { macs }),
  };
  return Object.keys(evidence).length === 0 ? null : evidence;
}

function report(intake: Intake, read: Pick<ReadRecord, 'seq' | 'key'>, faults: readonly Fault[]): void {
  if (intake.rejected.length < maxReported) intake.rejected.push({ seq: read.seq, key: read.key, faults });
}

/** The bytes behind a content encoding. A broken gzip stream ends the request, not the process. */
async function* inflate(body: Readable, encoding: string | undefined): AsyncGenerator<Buffer> {
  const name = encoding?.trim().toLowerCase() ?? 'identity';
  if (name === 'identity' || name === '') {
    yield* body;
    return;
  }
  if (name !== 'gzip')
    throw new InvalidInputError(`The content encoding ${encoding} is not understood, gzip is`);
  const gunzip = createGunzip();
  const feeding = pipeline(body, gunzip).catch(() => undefined);
  try {
    yield* gunzip;
    await feeding;
  } catch (error) {
    throw new InvalidInputError('The body is not the gzip stream that Content-Encoding says', [], {
      cause: error,
    });
  } finally {
    gunzip.destroy();
  }
}
