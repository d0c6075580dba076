import { type ActHistory, openActHistory } from '../acts/act-history.ts';
import { type ContactJournal, openContactJournal } from '../contacts/contact-journal.ts';
import type { RawReports } from '../raw-reports/raw-reports.ts';
import { openSettingHistory, type SettingHistory } from '../settings/setting-history.ts';
import type { Store } from '../store.ts';

/** What administering needs. */
export interface Administration {
  store: Store;
  contacts: ContactJournal;
  settingHistory: SettingHistory;
  acts: ActHistory;
  /** Where packages are put for agents; without it none can be made. */
  packageFolder?: string | undefined;
  /** Absent where none are kept. */
  rawReports?: RawReports | undefined;
}

/** Who administers, as far as who has the token vouches for it. */
export interface AdminCaller {
  actor: string;
  requestId: string;
}

/** Opens what is kept for administration beside the inventory itself. */
export function openAdministration(
  store: Store,
  packageFolder?: string,
  rawReports?: RawReports,
): Administration {
  return {
    store,
    contacts: openContactJournal(store),
    settingHistory: openSettingHistory(store),
    acts: openActHistory(store),
    packageFolder,
    rawReports,
  };
}
