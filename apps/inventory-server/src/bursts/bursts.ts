import { DEFAULT_LIMITS } from '@popis/inventory-format';
import { openReportGate, type ReportGate } from './report-gate.ts';
import { limitWork, type WorkLimit } from './work-limit.ts';

const MIB = 1024 * 1024;
/** More than there are connections to the database, so that one is read while another is stored. */
const REPORTS_AT_ONCE = 16;
const REPORTS_WAITING = 512;
/** Bodies that are being received, wait or are worked on; those of 512 usual reports take a tenth of it. */
const BODY_BYTES = 128 * MIB;
/** What bodies that are being worked on may unpack to, together: 16 usual ones, or three of the largest. */
const UNPACKED_BYTES = 96 * MIB;

/** What is held at once of all that agents send at once; one for all ports of a process. */
export interface Bursts {
  gate: ReportGate;
  work: WorkLimit;
}

/** Opens the limits of a process. */
export function openBursts(bodyBytes = BODY_BYTES): Bursts {
  return {
    gate: openReportGate(bodyBytes),
    work: limitWork(REPORTS_AT_ONCE, REPORTS_WAITING, UNPACKED_BYTES),
  };
}

/** What a body may unpack to at most, told by its length. */
export function unpackedAtMost(bytes: number): number {
  const { inflatedBytes, inflationRatio } = DEFAULT_LIMITS;
  return Math.min(inflatedBytes, Math.max(MIB, bytes * inflationRatio));
}
