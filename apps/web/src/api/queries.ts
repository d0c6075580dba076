import {
  infiniteQueryOptions,
  keepPreviousData,
  QueryCache,
  QueryClient,
  queryOptions,
} from '@tanstack/react-query';
import {
  type CardListQuery,
  getCard,
  listCandidates,
  listCards,
  listHistory,
  listRelations,
} from './cards.ts';
import { getClass, listClasses, listDomains, listLookupValues } from './classes.ts';
import { ApiError } from './client.ts';
import { listDocuments } from './documents.ts';
import {
  type ActListQuery,
  type DeviceListQuery,
  getInventoryStatus,
  listActs,
  listAgents,
  listContactFailures,
  listContactHours,
  listInventoryDevices,
} from './inventory.ts';
import {
  compareRuns,
  countApproved,
  getRun,
  getUndo,
  listDecisions,
  listHeldGroups,
  listQuarantine,
  listRecords,
  listRunChanges,
  listRuns,
  listSources,
  listWaitingRuns,
  previewUndo,
  type QuarantineQuery,
  type RecordsQuery,
  type RunChangesQuery,
} from './runs.ts';
import { getCurrentSession } from './sessions.ts';

const MINUTE_MS = 60_000;

/** A refusal stays one when asked again; a server out of reach may be back in a second. */
function isWorthRetrying(failures: number, error: Error): boolean {
  const passing = error instanceof ApiError && (error.status === 0 || error.status >= 502);
  return passing && failures < 2;
}

function isSignedOut(error: Error): boolean {
  return error instanceof ApiError && error.status === 401;
}

/** Any answer that nobody is signed in puts the session in question, and the shell leads to signing in. */
export function createQueryClient(): QueryClient {
  const client = new QueryClient({
    queryCache: new QueryCache({
      onError: (error, query) => {
        const [subject] = query.queryKey;
        if (isSignedOut(error) && subject !== sessionKey) {
          void client.invalidateQueries({ queryKey: [sessionKey] });
        }
      },
    }),
    defaultOptions: { queries: { retry: isWorthRetrying, staleTime: 10_000 }, mutations: { retry: false } },
  });
  return client;
}

const sessionKey = 'session';

export const sessionQuery = queryOptions({
  queryKey: [sessionKey],
  queryFn: ({ signal }) => getCurrentSession(signal),
  staleTime: MINUTE_MS,
});

export const classesQuery = queryOptions({ queryKey: ['classes'], queryFn: listClasses });

export function classQuery(name: string) {
  return queryOptions({ queryKey: ['class', name], queryFn: () => getClass(name), staleTime: MINUTE_MS });
}

export const domainsQuery = queryOptions({
  queryKey: ['domains'],
  queryFn: listDomains,
  staleTime: MINUTE_MS,
});

export function lookupQuery(name: string) {
  return queryOptions({
    queryKey: ['lookup', name],
    queryFn: () => listLookupValues(name),
    staleTime: MINUTE_MS,
  });
}

export function cardsQuery(className: string, list: CardListQuery) {
  return queryOptions({
    queryKey: ['cards', className, list],
    queryFn: ({ signal }) => listCards(className, list, signal),
    // While the text is typed the last answer stays, but never that of another class.
    placeholderData: (previous, query) =>
      query?.queryKey[1] === className ? keepPreviousData(previous) : undefined,
  });
}

export function cardQuery(id: string, asOf?: string) {
  return queryOptions({ queryKey: ['card', id, 'itself', asOf ?? ''], queryFn: () => getCard(id, asOf) });
}

export function candidatesQuery(id: string) {
  return queryOptions({ queryKey: ['card', id, 'candidates'], queryFn: () => listCandidates(id) });
}

export function relationsQuery(id: string, asOf?: string) {
  return queryOptions({
    queryKey: ['card', id, 'relations', asOf ?? ''],
    queryFn: () => listRelations(id, asOf),
  });
}

/** The newest changes. */
export function historyQuery(id: string) {
  return queryOptions({ queryKey: ['card', id, 'history', 'newest'], queryFn: () => listHistory(id) });
}

/** All changes, as many pages as were asked for. */
export function historyPagesQuery(id: string) {
  return infiniteQueryOptions({
    queryKey: ['card', id, 'history', 'pages'],
    queryFn: ({ pageParam }) => listHistory(id, pageParam === '' ? undefined : pageParam),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  });
}

export function documentsQuery(cardId: string, asOf?: string) {
  return queryOptions({
    queryKey: ['card', cardId, 'documents', asOf ?? ''],
    queryFn: () => listDocuments(cardId, asOf),
  });
}

export const sourcesQuery = queryOptions({ queryKey: ['sources'], queryFn: listSources });

export function runsQuery(source: string) {
  return queryOptions({ queryKey: ['runs', source], queryFn: () => listRuns(source) });
}

export function waitingRunsQuery(source: string) {
  return queryOptions({ queryKey: ['runs', source, 'waiting'], queryFn: () => listWaitingRuns(source) });
}

export function runQuery(id: string) {
  return queryOptions({ queryKey: ['run', id], queryFn: () => getRun(id) });
}

export function runChangesQuery(id: string, list: RunChangesQuery) {
  return queryOptions({
    queryKey: ['run', id, 'changes', list],
    queryFn: () => listRunChanges(id, list),
  });
}

export function runRecordsQuery(id: string, list: RecordsQuery) {
  return queryOptions({ queryKey: ['run', id, 'records', list], queryFn: () => listRecords(id, list) });
}

export function heldGroupsQuery(id: string) {
  return queryOptions({ queryKey: ['run', id, 'held'], queryFn: () => listHeldGroups(id) });
}

export function approvedQuery(id: string) {
  return queryOptions({ queryKey: ['run', id, 'approved'], queryFn: () => countApproved(id) });
}

export function decisionsQuery(id: string) {
  return queryOptions({ queryKey: ['run', id, 'decisions'], queryFn: () => listDecisions(id) });
}

export function comparisonQuery(id: string, other: string) {
  return queryOptions({ queryKey: ['run', id, 'comparison', other], queryFn: () => compareRuns(id, other) });
}

/** Asked for anew each time that it is shown: what it would do changes with every edit. */
export function undoPreviewQuery(id: string) {
  return queryOptions({
    queryKey: ['run', id, 'undo-preview'],
    queryFn: () => previewUndo(id),
    staleTime: 0,
    gcTime: 0,
  });
}

export function undoQuery(id: string) {
  return queryOptions({ queryKey: ['run', id, 'undo'], queryFn: () => getUndo(id) });
}

export function quarantineQuery(list: QuarantineQuery) {
  return queryOptions({ queryKey: ['quarantine', 'list', list], queryFn: () => listQuarantine(list) });
}

/** The inventory, under one key: what agents say goes on without us. */
export const inventoryStatusQuery = queryOptions({
  queryKey: ['inventory', 'status'],
  queryFn: getInventoryStatus,
});

export const contactHoursQuery = queryOptions({
  queryKey: ['inventory', 'hours'],
  queryFn: listContactHours,
});

export const contactFailuresQuery = queryOptions({
  queryKey: ['inventory', 'failures'],
  queryFn: listContactFailures,
});

export const agentVersionsQuery = queryOptions({ queryKey: ['inventory', 'agents'], queryFn: listAgents });

export function actsQuery(list: ActListQuery) {
  return queryOptions({ queryKey: ['inventory', 'acts', list], queryFn: () => listActs(list) });
}

export function inventoryDevicesQuery(list: DeviceListQuery) {
  return queryOptions({
    queryKey: ['inventory', 'devices', list],
    queryFn: () => listInventoryDevices(list),
  });
}

/** After a write: the card with all that hangs on it, every list and every count are asked for anew. */
export async function refreshCard(client: QueryClient, id: string): Promise<void> {
  await Promise.all([
    client.invalidateQueries({ queryKey: ['card', id] }),
    client.invalidateQueries({ queryKey: ['cards'] }),
    client.invalidateQueries({ queryKey: ['classes'] }),
  ]);
}

/** After a decision on a run, or a write of it: all of the run, the lists of runs, and what it may have written. */
export async function refreshRun(client: QueryClient, id: string): Promise<void> {
  const subjects = ['runs', 'source', 'sources', 'quarantine', 'card', 'cards', 'classes'];
  await Promise.all([
    client.invalidateQueries({ queryKey: ['run', id] }),
    ...subjects.map((subject) => client.invalidateQueries({ queryKey: [subject] })),
  ]);
}
