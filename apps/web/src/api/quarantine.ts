import type { components } from '@popis/api-client';
import { queryOptions } from '@tanstack/react-query';
import { api, finish, unwrap } from './client.ts';
import type { Page } from './types.ts';

const LIMIT = 100;

/** What was answered to a record in quarantine, and counts for the later runs of its source. */
export type QuarantineAnswer = components['schemas']['QuarantineAnswer'];

/** An answer to be given. */
export type NewAnswer =
  | { answer: 'same-card'; card: string; reason: string }
  | { answer: 'ignore'; reason: string };

export function answerRecord(id: string, body: NewAnswer): Promise<QuarantineAnswer> {
  return unwrap(api.POST('/api/quarantine/{id}/answer', { params: { path: { id } }, body }));
}

export function withdrawAnswer({ source, id }: QuarantineAnswer, reason: string): Promise<void> {
  const params = { path: { source, answer: id }, query: reason === '' ? {} : { reason } };
  return finish(api.DELETE('/api/sources/{source}/answers/{answer}', { params }));
}

/** Under the key of the quarantine, so that an answer given or taken back is seen at once. */
export function answersQuery(source: string) {
  return queryOptions({
    queryKey: ['quarantine', 'answers', source],
    queryFn: (): Promise<Page<QuarantineAnswer>> =>
      unwrap(
        api.GET('/api/sources/{source}/answers', { params: { path: { source }, query: { limit: LIMIT } } }),
      ),
  });
}
