export { type BodyForm, bodyForm, deflateBody, inflateBody, type UnpackedBody } from './body.ts';
export { cleanText, type DecodedText, decodeDocument } from './characters.ts';
export type { Column, ColumnType } from './columns.ts';
export {
  escapeXml,
  formatDownloadResult,
  formatInventory,
  formatProlog,
  formatSection,
  type InventoryContent,
} from './format-request.ts';
export { parseGroupDefinition } from './group-definition.ts';
export { formatContactAnswer, formatErrorAnswer, formatInventoryAnswer } from './json-reply.ts';
export { type BodyFault, type BodyLimits, DEFAULT_LIMITS, type Outcome } from './limits.ts';
export type {
  AccountEntry,
  DiscoveredAddress,
  DownloadResultRequest,
  InventoryRequest,
  InventorySections,
  NotifyRequest,
  Order,
  OrderParameter,
  OtherRequest,
  PrologRequest,
  Reply,
  ReportRequest,
  SectionRow,
  SnmpRecord,
  SnmpRequest,
} from './messages.ts';
export { isJson, type JsonOutcome, parseJsonReport } from './parse-json-report.ts';
export { isDeviceId, type ParsedReport, parseReport } from './parse-report.ts';
export { formatReply, parseReply } from './reply.ts';
export { describeSurplus, type RowSurplus } from './row-surplus.ts';
export type { KnownRuns, SectionRun } from './section-run.ts';
export {
  ALL_SECTIONS_MASK,
  getSection,
  isSectionName,
  SECTION_NAMES,
  SECTIONS,
  type Section,
  type SectionName,
} from './sections.ts';
export {
  ENROL_PATH,
  formatPublicKey,
  introductionText,
  parsePublicKey,
  ROTATE_PATH,
  SIGNATURE_HEADERS,
  type SignedRequest,
  signedText,
  signText,
  toKeyId,
  verifyText,
} from './signed-report.ts';
export { cutText, type StoredValue, toStoredValue } from './stored-value.ts';
