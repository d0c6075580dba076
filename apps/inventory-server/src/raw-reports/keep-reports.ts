import type { Contact } from '../contacts/contact.ts';
import type { GivenReport } from '../server.ts';
import type { ReportKeeper } from './report-keeper.ts';

/** What has the reports of ended contacts kept. */
export function keepReports(keeper: ReportKeeper): (contact: Contact, report: GivenReport) => void {
  return (contact, report) => {
    const { receivedAtMs, requestId, deviceId, query, outcome, status, cause, address, storedAs } = contact;
    keeper.keep({
      ...report,
      receivedAtMs,
      requestId,
      deviceId,
      hardwareId: storedAs?.hardwareId,
      query,
      outcome,
      status,
      cause,
      address,
    });
  };
}
