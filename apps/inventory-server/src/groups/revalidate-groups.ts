import { parseGroupDefinition } from '@popis/inventory-format';
import { log } from '../logger.ts';
import type { Settings } from '../settings.read-model.ts';
import type { Store } from '../store.ts';
import { type GroupRequest, readGroupRequest } from './group-request.ts';
import { claimRenewal, type Group, listDeviceIds, listGroups, replaceMembers } from './groups.repository.ts';

const REQUEST_LIMIT_MS = 10_000;
/** Besides the sections: what consoles ask for in groups. Never accounts, settings or secrets. */
const READABLE = [
  ...['accountinfo', 'devices', 'download_history', 'groups_cache', 'itmgmt_comments', 'netmap', 'subnet'],
  ...[
    'network_devices',
    'software_name',
    'software_publisher',
    'software_version',
    'tags',
    'unixusers',
    'saas',
  ],
];

/** Whether a group has to be computed anew, told by the one whose cache ages for longest (Unix seconds). */
export function mayBeStale(oldestGroup: number, settings: Settings, now: Date): boolean {
  const validSeconds = settings.GROUPS_CACHE_REVALIDATE ?? 0;
  return (
    validSeconds !== 0 &&
    settings.ENABLE_GROUPS !== 0 &&
    Math.floor(now.getTime() / 1000) - oldestGroup > validSeconds
  );
}

/**
 * Computes anew the members of dynamic groups whose cache is older than GROUPS_CACHE_REVALIDATE seconds (OCS:
 * Server/Groups.pm); gives whether any was. A request that is not run leaves the members as they are.
 */
export async function revalidateGroups(store: Store, settings: Settings, now: Date): Promise<boolean> {
  const at = Math.floor(now.getTime() / 1000);
  const { statements, dialect } = store.database;
  const stale = (await listGroups(statements, dialect)).filter((group) =>
    mayBeStale(group.revalidateFrom, settings, now),
  );
  for (const group of stale) {
    // Groups made together are not to be computed together for ever.
    const offset = Math.floor(Math.random() * (settings.GROUPS_CACHE_OFFSET ?? 0));
    await renewOnce(store, group, { at, revalidateFrom: at + offset });
  }
  return stale.length > 0;
}

/** Devices that come together wait for one computation instead of each making it. */
const renewals = new WeakMap<Store, Map<number, Promise<void>>>();

async function renewOnce(
  store: Store,
  group: Group,
  renewal: { at: number; revalidateFrom: number },
): Promise<void> {
  const running = renewals.get(store) ?? new Map<number, Promise<void>>();
  renewals.set(store, running);
  const current = running.get(group.id);
  if (current !== undefined) {
    await current;
    return;
  }
  const own = renew(store, group, renewal);
  running.set(group.id, own);
  try {
    await own;
  } finally {
    running.delete(group.id);
  }
}

async function renew(
  store: Store,
  group: Group,
  renewal: { at: number; revalidateFrom: number },
): Promise<void> {
  const { database } = store;
  const requests = toRequests(store, group);
  const found = requests === undefined ? undefined : await findMembers(store, group, requests);
  await database.transaction(`group:${group.id}`, async (statements) => {
    const isOurs = await claimRenewal(statements, database.dialect, group, renewal);
    if (isOurs && found !== undefined) {
      const ids = found.length === 0 ? [] : await listDeviceIds(statements, database.dialect, found);
      await replaceMembers(statements, group.id, ids);
    }
  });
}

/** The requests of a group; none of a static one; undefined where one is not run. */
function toRequests(store: Store, group: Group): GroupRequest[] | undefined {
  const texts = listTexts(group);
  if (texts === undefined || texts.length === 0) {
    return undefined;
  }
  const readable = new Set([...store.sections.values()].map((section) => section.table).concat(READABLE));
  const requests: GroupRequest[] = [];
  for (const text of texts) {
    const request = readGroupRequest(text, readable, store.database.dialect.name);
    if (!request.accepted) {
      log.warn({ groupId: group.id, reason: request.reason }, 'request of a group not run');
      return undefined;
    }
    requests.push(request.value);
  }
  return requests;
}

function listTexts(group: Group): string[] | undefined {
  if (group.request !== '') {
    return [group.request];
  }
  if (group.definition === '') {
    return [];
  }
  const definition = parseGroupDefinition(group.definition);
  if (!definition.accepted) {
    log.warn({ groupId: group.id, fault: definition.fault }, 'definition of a group cannot be read');
    return undefined;
  }
  return definition.value;
}

/** Ids that all requests find; undefined when the database does not run one. */
async function findMembers(
  store: Store,
  group: Group,
  requests: readonly GroupRequest[],
): Promise<number[] | undefined> {
  try {
    return await store.database.readOnly(REQUEST_LIMIT_MS, async (statements) => {
      let members: Set<number> | undefined;
      for (const { sql, values } of requests) {
        const { rows, columns } = await statements.queryTable(sql, values);
        const ids = new Set(rows.map((row) => Number(row[columns[0] ?? ''])).filter(Number.isInteger));
        members = new Set([...ids].filter((id) => members?.has(id) ?? true));
      }
      return [...(members ?? [])];
    });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    log.warn({ groupId: group.id, code }, 'request of a group failed');
    return undefined;
  }
}
