import { toByteKey } from '@popis/byte-store';
import { NotFoundError } from '@popis/errors';
import type { AnswerOf, FileAnswer, Operations } from '@popis/inventory-administration';
import type { Store } from '../store.ts';
import { isReportName, REFUSED_FOLDER, type ReportFacts } from './raw-report.ts';
import type { RawReports } from './raw-reports.ts';
import { type ReadableReport, toReadable } from './readable-report.ts';
import { readReportFile } from './report-file.ts';
import type { ReportPlace } from './report-index.ts';
import { findDeviceId } from './reported-devices.read-model.ts';

type RawReportAnswer = AnswerOf<Operations['listRawReports']>['items'][number];

/** The reports of a device that are kept, the latest first; none where none are kept. @throws NotFoundError without the device. */
export async function listRawReports(
  store: Store,
  reports: RawReports | undefined,
  hardwareId: number,
): Promise<RawReportAnswer[]> {
  return await describe(reports, await placesOf(store, reports, hardwareId));
}

/** A report as it came. @throws NotFoundError */
export async function downloadRawReport(
  store: Store,
  reports: RawReports | undefined,
  hardwareId: number,
  name: string,
): Promise<FileAnswer> {
  return toFile(name, await getReport(reports, await placesOf(store, reports, hardwareId), name));
}

/** A report for reading. @throws NotFoundError */
export async function readRawReport(
  store: Store,
  reports: RawReports | undefined,
  hardwareId: number,
  name: string,
): Promise<ReadableReport> {
  const { body } = await getReport(reports, await placesOf(store, reports, hardwareId), name);
  return await toReadable(body);
}

/** The latest reports that were refused, or at which we failed. */
export async function listRefusedReports(reports: RawReports | undefined): Promise<RawReportAnswer[]> {
  return await describe(reports, await refusedPlaces(reports));
}

/** A refused report as it came, or its beginning. @throws NotFoundError */
export async function downloadRefusedReport(
  reports: RawReports | undefined,
  name: string,
): Promise<FileAnswer> {
  return toFile(name, await getReport(reports, await refusedPlaces(reports), name));
}

/** A refused report for reading. @throws NotFoundError */
export async function readRefusedReport(
  reports: RawReports | undefined,
  name: string,
): Promise<ReadableReport> {
  const { body } = await getReport(reports, await refusedPlaces(reports), name);
  return await toReadable(body);
}

async function placesOf(
  store: Store,
  reports: RawReports | undefined,
  hardwareId: number,
): Promise<ReportPlace[]> {
  if ((await findDeviceId(store.database.statements, hardwareId)) === undefined) {
    throw new NotFoundError(`There is no device ${hardwareId}`);
  }
  return (await reports?.index.list(hardwareId)) ?? [];
}

async function refusedPlaces(reports: RawReports | undefined): Promise<ReportPlace[]> {
  const names = (await reports?.bytes.list(REFUSED_FOLDER)) ?? [];
  return names.filter(({ name }) => isReportName(name)).map(({ name }) => ({ folder: REFUSED_FOLDER, name }));
}

/** Those that went since they were listed are left out. */
async function describe(
  reports: RawReports | undefined,
  places: readonly ReportPlace[],
): Promise<RawReportAnswer[]> {
  const latestFirst = [...places].sort((one, other) => (one.name < other.name ? 1 : -1));
  const found = await Promise.all(
    latestFirst.map(async ({ folder, name }) => {
      const stored = await reports?.bytes.find(toByteKey(folder, name));
      return stored === undefined ? [] : [toAnswer(name, (await readReportFile(stored.stream, false)).facts)];
    }),
  );
  return found.flat();
}

async function getReport(
  reports: RawReports | undefined,
  places: readonly ReportPlace[],
  name: string,
): Promise<{ facts: ReportFacts; body: Buffer }> {
  const place = places.find((each) => each.name === name);
  const stored =
    place === undefined ? undefined : await reports?.bytes.find(toByteKey(place.folder, place.name));
  if (stored === undefined) {
    throw new NotFoundError(`There is no report ${name}`);
  }
  return await readReportFile(stored.stream, true);
}

/** Saved under a name that no program opens by itself. */
function toFile(name: string, { body }: { body: Buffer }): FileAnswer {
  return { fileName: `${name}.report`, bytes: body };
}

function toAnswer(report: string, facts: ReportFacts): RawReportAnswer {
  const { receivedAtMs, deviceId = null, query = null, cause = null, contentType = null, ...rest } = facts;
  return {
    report,
    receivedAt: new Date(receivedAtMs).toISOString(),
    deviceId,
    query,
    cause,
    contentType,
    ...rest,
  };
}
