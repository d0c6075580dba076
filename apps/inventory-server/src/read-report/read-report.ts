import {
  type BodyForm,
  DEFAULT_LIMITS,
  describeSurplus,
  inflateBody,
  isJson,
  parseJsonReport,
  parseReport,
  type ReportRequest,
} from '@popis/inventory-format';

/** What a report is read as, or why it is refused. */
export type ReadReport =
  | { form: BodyForm; request: ReportRequest; replacedCharacters?: number }
  | { refused: string };

/** Reads a report as the server does when it comes, up to where it would be stored. */
export async function readReport(bytes: Uint8Array): Promise<ReadReport> {
  const body = await inflateBody(bytes, DEFAULT_LIMITS);
  if (!body.accepted) {
    return { refused: body.fault };
  }
  const { form, bytes: unpacked } = body.value;
  if (isJson(unpacked)) {
    const message = parseJsonReport(unpacked, DEFAULT_LIMITS);
    return message.accepted ? { form, request: message.value } : { refused: message.message };
  }
  const report = parseReport(unpacked, DEFAULT_LIMITS);
  if (report.accepted) {
    return { form, ...report.value };
  }
  const { fault, surplus } = report;
  return { refused: surplus === undefined ? fault : `${fault}: ${describeSurplus(surplus)}` };
}
