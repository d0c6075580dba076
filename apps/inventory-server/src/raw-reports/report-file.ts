import type { Readable } from 'node:stream';
import { UpstreamFailedError } from '@popis/errors';
import { z } from 'zod';
import type { ReportFacts } from './raw-report.ts';

/** A line of JSON with what is known of the report, then its bytes: a file tells all by itself, whatever became of an index. */
const factsSchema = z.object({
  receivedAtMs: z.number(),
  requestId: z.string(),
  deviceId: z.string().optional(),
  query: z.string().optional(),
  outcome: z.enum(['answered', 'refused', 'failed']),
  status: z.number(),
  cause: z.string().optional(),
  address: z.string(),
  userAgent: z.string(),
  contentType: z.string().optional(),
  bytes: z.number(),
  sha256: z.string(),
  isCut: z.boolean(),
});

const LINE_END = 0x0a;
const LONGEST_LINE = 16_384;

/** Writes the file of a report, in parts, so that its bytes are not copied. */
export function formatReportFile(facts: ReportFacts, body: Uint8Array): Uint8Array[] {
  return [Buffer.from(`${JSON.stringify(facts)}\n`), body];
}

/** Reads the file of a report; of the stream no more than the first line unless the body is wanted. */
export async function readReportFile(
  stream: Readable,
  wantsBody: boolean,
): Promise<{ facts: ReportFacts; body: Buffer }> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    length += chunk.length;
    if (!wantsBody && (chunk.includes(LINE_END) || length > LONGEST_LINE)) {
      stream.destroy();
      break;
    }
  }
  const bytes = Buffer.concat(chunks);
  const end = bytes.indexOf(LINE_END);
  return { facts: parseFacts(bytes.subarray(0, Math.max(end, 0)).toString()), body: bytes.subarray(end + 1) };
}

function parseFacts(line: string): ReportFacts {
  try {
    const { deviceId, query, cause, contentType, ...rest } = factsSchema.parse(JSON.parse(line));
    return { ...rest, deviceId, query, cause, contentType };
  } catch (error) {
    throw new UpstreamFailedError('A kept report cannot be read any more', { cause: error });
  }
}
