import type { Filter } from '@popis/model';
import { api, finish, unwrap } from './client.ts';
import type { Card, HistoryEntry, Page, RelationGroup, ValueCandidate } from './types.ts';

export interface CardListQuery {
  query?: string;
  filter?: Filter;
  sort?: string;
  limit?: number;
  cursor?: string;
  asOf?: string;
}

export function listCards(className: string, list: CardListQuery, signal: AbortSignal): Promise<Page<Card>> {
  const { filter, ...rest } = list;
  const query = filter === undefined ? rest : { ...rest, filter: JSON.stringify(filter) };
  return unwrap(
    api.GET('/api/classes/{class}/cards', { params: { path: { class: className }, query }, signal }),
  );
}

function at(asOf: string | undefined): { asOf?: string } {
  return asOf === undefined ? {} : { asOf };
}

export function getCard(id: string, asOf?: string): Promise<Card> {
  return unwrap(api.GET('/api/cards/{id}', { params: { path: { id }, query: at(asOf) } }));
}

export interface CardEdit {
  attributes: Record<string, unknown>;
  /** Until when values hold, and why they are set. */
  overrides?: Record<string, { until?: string; reason?: string }>;
  reason?: string;
}

export function createCard(className: string, body: Omit<CardEdit, 'overrides'>): Promise<Card> {
  return unwrap(api.POST('/api/classes/{class}/cards', { params: { path: { class: className } }, body }));
}

function onlyIf(changeId: string) {
  return { 'if-match': `"${changeId}"` };
}

/** Changes the card only when it still stands at the version `changeId`; otherwise an `ApiError` of status 412. */
export function updateCard(id: string, changeId: string, body: CardEdit): Promise<Card> {
  return unwrap(api.PATCH('/api/cards/{id}', { params: { path: { id }, header: onlyIf(changeId) }, body }));
}

/** What each source says of each attribute. */
export async function listCandidates(id: string): Promise<ValueCandidate[]> {
  return (await unwrap(api.GET('/api/cards/{id}/candidates', { params: { path: { id } } }))).items;
}

/** Gives an attribute that people have set back to the sources. */
export function endOverride(id: string, changeId: string, attribute: string): Promise<void> {
  const params = { path: { id, attribute }, header: onlyIf(changeId) };
  return finish(api.DELETE('/api/cards/{id}/overrides/{attribute}', { params }));
}

export function retireCard(id: string, changeId: string, reason: string): Promise<void> {
  const query = reason === '' ? {} : { reason };
  return finish(api.DELETE('/api/cards/{id}', { params: { path: { id }, query, header: onlyIf(changeId) } }));
}

export async function listRelations(id: string, asOf?: string): Promise<RelationGroup[]> {
  const answer = await unwrap(
    api.GET('/api/cards/{id}/relations', { params: { path: { id }, query: at(asOf) } }),
  );
  return answer.items;
}

/** A page of changes; `total` counts changes, of which each can have made several entries. */
export function listHistory(id: string, cursor?: string): Promise<Page<HistoryEntry>> {
  const query = cursor === undefined ? {} : { cursor };
  return unwrap(api.GET('/api/cards/{id}/history', { params: { path: { id }, query } }));
}

export interface NewRelation {
  domain: string;
  source: string;
  target: string;
}

export function createRelation(body: NewRelation): Promise<void> {
  return finish(api.POST('/api/relations', { body: { attributes: {}, ...body } }));
}

export function endRelation(id: string): Promise<void> {
  return finish(api.DELETE('/api/relations/{id}', { params: { path: { id } } }));
}
