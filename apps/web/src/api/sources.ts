import type { components } from '@popis/api-client';
import { type QueryClient, queryOptions } from '@tanstack/react-query';
import type { Policy } from '../sources/policy.ts';
import { api, unwrap } from './client.ts';

/** A source with its policy, its schedule and its last good run. */
export type SourceDetail = components['schemas']['Source'];
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

/** After a write: all of the source is asked for anew. */
export async function refreshSource(client: QueryClient, source: string): Promise<void> {
  await Promise.all([
    client.invalidateQueries({ queryKey: ['source', source] }),
    client.invalidateQueries({ queryKey: ['sources'] }),
  ]);
}
