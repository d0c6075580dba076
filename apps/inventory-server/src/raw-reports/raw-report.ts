import { createHash } from 'node:crypto';

/** A report as it came, and what became of it. */
export interface RawReport {
  receivedAtMs: number;
  requestId: string;
  /** Whom it says that it is from; absent where it could not be read. */
  deviceId: string | undefined;
  /** The device that it was stored with. */
  hardwareId: number | undefined;
  query: string | undefined;
  outcome: 'answered' | 'refused' | 'failed';
  status: number;
  cause: string | undefined;
  address: string;
  userAgent: string;
  contentType: string | undefined;
  /** Packed as it came. */
  body: Uint8Array;
}

/** What is kept beside the bytes of a report. */
export interface ReportFacts extends Omit<RawReport, 'body' | 'hardwareId'> {
  /** Of all that came. */
  bytes: number;
  sha256: string;
  /** Less is kept than came. */
  isCut: boolean;
}

/** Most bytes that are kept of a report that was refused. */
export const REFUSED_BYTES = 256 * 1024;
/** The folder of reports that were refused; those of devices are named by a digest. */
export const REFUSED_FOLDER = 'refused';

const NAME = /^\d{13}-[a-z]{1,20}-[0-9a-f]{16}$/;

/** Whether text can be the name of a kept report. */
export function isReportName(text: string): boolean {
  return NAME.test(text);
}

/** The folder of a device's reports: its DEVICEID may hold any character. */
export function folderOf(deviceId: string): string {
  return `d-${createHash('sha256').update(deviceId).digest('hex').slice(0, 32)}`;
}

/** What is to be kept of a report: of a refused one the beginning only. */
export function toKept(report: RawReport): { facts: ReportFacts; body: Uint8Array } {
  const { body, hardwareId: _hardwareId, ...about } = report;
  const sha256 = createHash('sha256').update(body).digest('hex');
  const isCut = report.outcome !== 'answered' && body.length > REFUSED_BYTES;
  const facts = {
    ...about,
    userAgent: about.userAgent.slice(0, 255),
    contentType: about.contentType?.slice(0, 255),
    bytes: body.length,
    sha256,
    isCut,
  };
  return { facts, body: isCut ? body.subarray(0, REFUSED_BYTES) : body };
}

/** Names sort by time; what reports ask and how they hash can be read off them. */
export function nameOf({ receivedAtMs, query = 'none', sha256 }: ReportFacts): string {
  const at = String(Math.trunc(receivedAtMs)).padStart(13, '0');
  return `${at}-${query.toLowerCase()}-${sha256.slice(0, 16)}`;
}

/** What a name tells of its report. */
export function readName(name: string): { query: string; digest: string } {
  const [, query = '', digest = ''] = name.split('-');
  return { query, digest };
}

/** The names that have to go so that at most `limit` of the same query stay, the latest ones. */
export function planRemoval(names: readonly string[], limit: number): string[] {
  const counts = new Map<string, number>();
  const gone: string[] = [];
  for (const name of [...names].sort().reverse()) {
    const { query } = readName(name);
    const count = (counts.get(query) ?? 0) + 1;
    counts.set(query, count);
    if (count > limit) {
      gone.push(name);
    }
  }
  return gone;
}
