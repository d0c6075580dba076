import type { components } from '@popis/api-client';
import { type QueryClient, queryOptions } from '@tanstack/react-query';
import type { Policy } from '../sources/policy.ts';
import { ApiError, api, unwrap } from './client.ts';

/** A source with its policy, its schedule and its last good run. */
export type SourceDetail = components['schemas']['Source'];
/** What taking back all that a source has said would do, or did. */
export type SourceWithdrawal = components['schemas']['SourceWithdrawal'];
export type PolicyVersion = components['schemas']['SourcePolicyVersion'];

export function sourceQuery(source: string) {
  return queryOptions({
    queryKey: ['source', source, 'itself'],
    queryFn: (): Promise<SourceDetail> =>
      unwrap(api.GET('/api/sources/{source}', { params: { path: { source } } })),
  });
}

/** The policies that a source has had, the newest first. */
export function policiesQuery(source: string) {
  return queryOptions({
    queryKey: ['source', source, 'policies'],
    queryFn: async (): Promise<PolicyVersion[]> =>
      (await unwrap(api.GET('/api/sources/{source}/policies', { params: { path: { source } } }))).items,
  });
}

export function putPolicy(source: string, policy: Policy, reason: string): Promise<SourceDetail> {
  return unwrap(api.PUT('/api/sources/{source}', { params: { path: { source } }, body: { policy, reason } }));
}

/** Says when runs of a source start; null: by hand only. */
export function putSchedule(
  source: string,
  schedule: components['schemas']['Schedule'] | null,
): Promise<SourceDetail> {
  return unwrap(api.PUT('/api/sources/{source}', { params: { path: { source } }, body: { schedule } }));
}

function postWithdrawal(
  source: string,
  body: { dry: true } | { dry: false; reason: string },
): Promise<SourceWithdrawal> {
  return unwrap(api.POST('/api/sources/{source}/withdrawal', { params: { path: { source } }, body }));
}

/** Asked for anew each time that it is shown: what it would do changes with every edit. */
export function withdrawalPreviewQuery(source: string) {
  return queryOptions({
    queryKey: ['withdrawal-preview', source],
    queryFn: () => postWithdrawal(source, { dry: true }),
    staleTime: 0,
    gcTime: 0,
  });
}

export function withdrawSource(source: string, reason: string): Promise<SourceWithdrawal> {
  return postWithdrawal(source, { dry: false, reason });
}

/** What was last taken back of a source; null when nothing was. */
export function withdrawalQuery(source: string) {
  return queryOptions({
    queryKey: ['source', source, 'withdrawal'],
    queryFn: async (): Promise<SourceWithdrawal | null> => {
      try {
        return await unwrap(api.GET('/api/sources/{source}/withdrawal', { params: { path: { source } } }));
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) return null;
        throw error;
      }
    },
  });
}

/** After all was taken back: cards of any class may be others, and the source has nothing in quarantine. */
export async function refreshAfterWithdrawal(client: QueryClient, source: string): Promise<void> {
  const subjects = ['quarantine', 'card', 'cards', 'classes'];
  await Promise.all([
    refreshSource(client, source),
    ...subjects.map((subject) => client.invalidateQueries({ queryKey: [subject] })),
  ]);
}

/** After a write: all of the source is asked for anew. */
export async function refreshSource(client: QueryClient, source: string): Promise<void> {
  await Promise.all([
    client.invalidateQueries({ queryKey: ['source', source] }),
    client.invalidateQueries({ queryKey: ['sources'] }),
  ]);
}
