import type { RouteDefinition } from '../platform/http/route.ts';

/** What a request for the past is about: `estate` = anything, so nothing of it can be refused for one class alone. */
export type PastScope =
  | 'class'
  | 'card'
  | 'cards'
  | 'relation'
  | 'ends'
  | 'scenarios'
  | 'view'
  | 'views'
  | 'estate';

/** Of each route that answers for an instant, what it is asked for by. A test holds the list complete. */
export const pastScopes: Readonly<Record<string, PastScope>> = {
  'GET /classes': 'estate',
  'GET /classes/{class}/cards': 'class',
  'POST /classes/{class}/cards/query': 'class',
  'GET /classes/{class}/cards/{id}/position': 'class',
  'GET /classes/{class}/cards/differences': 'class',
  'POST /classes/{class}/cards/query/differences': 'class',
  'GET /classes/{class}/counts': 'class',
  'GET /classes/{class}/facets': 'class',
  'GET /classes/{class}/cards/export': 'class',
  'GET /cards/comparison': 'cards',
  'GET /cards/{id}': 'card',
  'GET /cards/{id}/counts': 'card',
  'GET /cards/{id}/relations': 'card',
  'GET /cards/{id}/documents': 'card',
  'GET /cards/{id}/journal': 'card',
  'GET /cards/{id}/differences': 'card',
  'GET /cards/{id}/history': 'card',
  'GET /cards/{id}/graph': 'card',
  'GET /cards/{id}/graph/differences': 'card',
  'GET /cards/{id}/impact': 'card',
  'POST /impact/comparison': 'scenarios',
  'GET /locations/tree': 'estate',
  'GET /locations/{id}/items': 'card',
  'GET /paths': 'ends',
  'GET /relations/{id}': 'relation',
  'GET /documents/{id}': 'estate',
  'GET /views': 'estate',
  'GET /views/{id}': 'estate',
  'GET /views/{id}/cards': 'view',
  'GET /views/counts': 'views',
  'GET /classes/{class}/tabs': 'estate',
  'GET /model/history': 'estate',
};

interface Given {
  query: unknown;
  body: unknown;
}

/** The earliest instant that a request asks for, if it asks for one; a faulty one is somebody else's to refuse. */
export function findInstant({ path }: RouteDefinition, { query, body }: Given): Date | undefined {
  const texts = [memberOf(query, 'asOf'), memberOf(body, 'asOf')];
  if (path.endsWith('/differences')) {
    for (const given of [query, body]) texts.push(memberOf(given, 'from'), memberOf(given, 'to'));
  }
  let earliest: Date | undefined;
  for (const text of texts) {
    if (typeof text !== 'string') continue;
    const instant = new Date(text);
    if (Number.isNaN(instant.getTime())) continue;
    if (earliest === undefined || instant < earliest) earliest = instant;
  }
  return earliest;
}

function memberOf(given: unknown, name: string): unknown {
  if (typeof given !== 'object' || given === null) return undefined;
  return Object.entries(given).find(([key]) => key === name)?.[1];
}

/** What of the past is not there any more. */
export interface PastVerdict {
  /** Why the request cannot be answered. */
  refused: string | undefined;
  /** Classes of which the answer may lack what it would have, as a header tells it. */
  incomplete: string | undefined;
}

/**
 * Says whether an answer for an instant would be whole. What is asked for must be; what it may show besides, at the other
 * end of references and relations, is only told of.
 */
export function judgeInstant(
  instant: Date,
  horizons: ReadonlyMap<string, Date>,
  asked: readonly string[],
): PastVerdict {
  const behind = [...horizons].filter(([, before]) => instant < before);
  const lost = behind.filter(([name]) => asked.includes(name));
  const [first] = lost.sort((one, other) => other[1].getTime() - one[1].getTime());
  const told = behind.map(([name, before]) => `${name}=${before.toISOString()}`).sort();
  return {
    refused:
      first === undefined
        ? undefined
        : `is too early: past versions of ${first[0]} are kept from ${first[1].toISOString()} on`,
    incomplete: told.length === 0 ? undefined : told.join(', '),
  };
}
