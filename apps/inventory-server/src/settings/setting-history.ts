import type { AnswerOf, InputOf, Operations, SettingChangeAnswer } from '@popis/inventory-administration';
import { readCursor, writeCursor } from '../admin/cursor.ts';
import type { Statements } from '../database/database.ts';
import type { Store } from '../store.ts';
import { insertSettingChange, listSettingChanges } from './setting-changes.repository.ts';

/** A setting that was given another value. */
export interface SettingChange {
  atMs: number;
  actor: string;
  name: string;
  holder: number | null;
  before: string | null;
  after: string | null;
  reason: string | null;
}

export type ChangeFilter = InputOf<Operations['listSettingChanges']>['query'];
export type ChangePage = AnswerOf<Operations['listSettingChanges']>;

/** Who changed which setting, and when. */
export interface SettingHistory {
  /** Writes a change in the transaction that makes it. */
  write(statements: Statements, change: SettingChange): Promise<void>;
  /** Hears of a change that is committed. */
  remember(change: SettingChange): void;
  list(filter: ChangeFilter): Promise<ChangePage>;
}

const REMEMBERED = 1_000;

/** In the database where it has our table; else the latest changes until the process ends. */
export function openSettingHistory(store: Store): SettingHistory {
  return store.catalogue.has('setting_change') ? tableHistory(store) : memoryHistory();
}

function tableHistory(store: Store): SettingHistory {
  return {
    write: insertSettingChange,
    remember: () => undefined,
    list: (filter) => listSettingChanges(store.database.statements, filter),
  };
}

function memoryHistory(): SettingHistory {
  const changes: SettingChangeAnswer[] = [];
  let last = 0;
  return {
    write: async () => undefined,
    remember({ atMs, ...change }) {
      last += 1;
      changes.unshift({ id: last, at: new Date(atMs).toISOString(), ...change });
      changes.splice(REMEMBERED);
    },
    async list(filter) {
      const before = readCursor(filter.cursor, ['number'])?.[0] ?? Number.POSITIVE_INFINITY;
      const fitting = changes.filter(
        (change) =>
          (filter.name ?? change.name) === change.name && (filter.holder ?? change.holder) === change.holder,
      );
      const rest = fitting.filter((change) => change.id < before);
      const items = rest.slice(0, filter.limit);
      const end = items.at(-1);
      const next = rest.length > items.length && end !== undefined ? writeCursor([end.id]) : null;
      return { items, total: fitting.length, next };
    },
  };
}
