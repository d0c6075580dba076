import type { ActAnswer, AnswerOf, InputOf, Operations } from '@popis/inventory-administration';
import { readCursor, writeCursor } from '../admin/cursor.ts';
import type { Store } from '../store.ts';
import type { Act, ActEnd } from './act.ts';
import { listActPage } from './acts.read-model.ts';
import { endAct, insertAct } from './acts.repository.ts';

export type ActFilter = InputOf<Operations['listActs']>['query'];
export type ActPage = AnswerOf<Operations['listActs']>;

/** Who did what through the administration, and when. */
export interface ActHistory {
  /** Keeps that something is begun, before it is; gives its number. */
  begin(act: Act): Promise<number>;
  end(id: number, end: ActEnd): Promise<void>;
  list(filter: ActFilter): Promise<ActPage>;
}

const REMEMBERED = 1_000;

/** In the database where it has our table; else the latest acts until the process ends. */
export function openActHistory(store: Store): ActHistory {
  return store.catalogue.has('administrative_act') ? tableHistory(store) : memoryHistory();
}

function tableHistory({ database: { statements } }: Store): ActHistory {
  return {
    begin: (act) => insertAct(statements, act),
    end: (id, end) => endAct(statements, id, end),
    list: (filter) => listActPage(statements, filter),
  };
}

function memoryHistory(): ActHistory {
  const acts: ActAnswer[] = [];
  let last = 0;
  return {
    async begin({ atMs, ...act }) {
      last += 1;
      acts.unshift({ id: last, at: new Date(atMs).toISOString(), ...act, outcome: 'begun', result: null });
      acts.splice(REMEMBERED);
      return last;
    },
    async end(id, end) {
      const act = acts.find((each) => each.id === id);
      if (act !== undefined) {
        Object.assign(act, end);
      }
    },
    async list(filter) {
      const before = readCursor(filter.cursor, ['number'])?.[0] ?? Number.POSITIVE_INFINITY;
      const fitting = acts.filter((act) =>
        (['actor', 'operation', 'target', 'outcome'] as const).every(
          (name) => (filter[name] ?? act[name]) === act[name],
        ),
      );
      const rest = fitting.filter((act) => act.id < before);
      const items = rest.slice(0, filter.limit);
      const end = items.at(-1);
      const next = rest.length > items.length && end !== undefined ? writeCursor([end.id]) : null;
      return { items, total: fitting.length, next };
    },
  };
}
