import type { ByteStore } from '@popis/byte-store';
import type { Store } from '../store.ts';
import { folderOf, isReportName, readName } from './raw-report.ts';
import type { ReportIndex, ReportPlace } from './report-index.ts';
import { findDeviceId, listDeviceIds } from './reported-devices.read-model.ts';

/**
 * A real OCS server's database gets no table: a device has the reports that came under the DEVICEID that it reports under now.
 * Those that came under a name it had before are nobody's, and go with the next sweep.
 */
export function openNameIndex(store: Store, bytes: ByteStore): ReportIndex {
  const { statements } = store.database;
  const listFolder = async (folder: string): Promise<ReportPlace[]> =>
    (await bytes.list(folder)).filter(({ name }) => isReportName(name)).map(({ name }) => ({ folder, name }));
  return {
    async holds({ folder, name }) {
      const { query, digest } = readName(name);
      return (await listFolder(folder)).some(
        (kept) => readName(kept.name).query === query && readName(kept.name).digest === digest,
      );
    },
    async add() {},
    async list(hardwareId) {
      const deviceId = await findDeviceId(statements, hardwareId);
      return deviceId === undefined ? [] : await listFolder(folderOf(deviceId));
    },
    async remove() {},
    async listOrphans() {
      // Folders first: a device is in the database before its first report is kept.
      const folders = (await bytes.listFolders()).filter((folder) => folder.startsWith('d-'));
      const known = new Set((await listDeviceIds(statements)).map(folderOf));
      const gone: ReportPlace[] = [];
      for (const folder of folders) {
        if (!known.has(folder)) {
          gone.push(...(await listFolder(folder)));
        }
      }
      return gone;
    },
  };
}
