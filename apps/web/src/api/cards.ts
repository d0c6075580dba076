import { send } from './http.ts';
import type { Card, HistoryEntry, Page, RelationGroup } from './types.ts';

export interface CardListQuery {
  query?: string;
  filter?: unknown;
  sort?: string;
  limit?: number;
  cursor?: string;
  asOf?: string;
}

function cardPath(id: string): string {
  return `/api/cards/${encodeURIComponent(id)}`;
}

export function listCards(className: string, list: CardListQuery, signal?: AbortSignal): Promise<Page<Card>> {
  const { filter, ...query } = list;
  return send('GET', `/api/classes/${encodeURIComponent(className)}/cards`, {
    query: { ...query, ...(filter === undefined ? {} : { filter: JSON.stringify(filter) }) },
    ...(signal ? { signal } : {}),
  });
}

export function getCard(id: string, asOf?: string): Promise<Card> {
  return send('GET', cardPath(id), { query: { asOf } });
}

export interface CardEdit {
  attributes: Record<string, unknown>;
  reason?: string;
}

export function createCard(className: string, edit: CardEdit): Promise<Card> {
  return send('POST', `/api/classes/${encodeURIComponent(className)}/cards`, { body: edit });
}

/** Changes the card only when it still stands at the version `changeId`; otherwise an `ApiError` of status 412. */
export function updateCard(id: string, changeId: string, edit: CardEdit): Promise<Card> {
  return send('PATCH', cardPath(id), { body: edit, headers: { 'If-Match': `"${changeId}"` } });
}

export function retireCard(id: string, changeId: string, reason: string): Promise<void> {
  return send('DELETE', cardPath(id), { headers: { 'If-Match': `"${changeId}"` }, query: { reason } });
}

export async function listRelations(id: string, asOf?: string): Promise<RelationGroup[]> {
  return (await send<Page<RelationGroup>>('GET', `${cardPath(id)}/relations`, { query: { asOf } })).items;
}

export function listHistory(id: string): Promise<Page<HistoryEntry>> {
  return send('GET', `${cardPath(id)}/history`);
}

export interface NewRelation {
  domain: string;
  source: string;
  target: string;
}

export function createRelation(relation: NewRelation): Promise<void> {
  return send('POST', '/api/relations', { body: relation });
}

export function endRelation(id: string): Promise<void> {
  return send('DELETE', `/api/relations/${encodeURIComponent(id)}`);
}
