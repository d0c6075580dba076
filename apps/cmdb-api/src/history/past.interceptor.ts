import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import { InvalidInputError } from '@popis/errors';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';
import { findCardState } from '../cards/known-cards.read-model.ts';
import { CatalogueService } from '../classes/catalogue.service.ts';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import { Database, type Tx } from '../platform/database/database.ts';
import { findRoute, type RouteDefinition } from '../platform/http/route.ts';
import { findInstant, judgeInstant, pastScopes } from './judge-instant.ts';
import { isId, listClassesOfCards, listPastEnds, readHorizons } from './purges.read-model.ts';

/** Names classes and the instants from which on their past is kept, on answers for an earlier one. */
export const incompleteHeader = 'popis-history-kept-from';

type Given = Pick<FastifyRequest, 'params' | 'query' | 'body'>;

/** The one place where requests for the past are held against what retention removed. */
@Injectable()
export class PastInterceptor implements NestInterceptor {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CatalogueService) private readonly catalogues: CatalogueService,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const route = findRoute(context.getHandler());
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const instant = route === undefined ? undefined : findInstant(route, request);
    if (route === undefined || instant === undefined) return next.handle();
    const { refused, incomplete } = await this.database.read(async (tx) => {
      const horizons = await readHorizons(tx);
      const asked = horizons.size === 0 ? [] : await this.listAsked(tx, route, request);
      return judgeInstant(instant, horizons, asked);
    });
    if (refused !== undefined) {
      const name = route.path.endsWith('/differences') ? 'from' : 'asOf';
      const path = route.method === 'POST' ? name : `query.${name}`;
      throw new InvalidInputError('The request has a fault', [{ path, message: refused }]);
    }
    if (incomplete !== undefined) {
      void context.switchToHttp().getResponse<FastifyReply>().header(incompleteHeader, incomplete);
    }
    return next.handle();
  }

  /** The classes whose cards are asked for. */
  private async listAsked(tx: Tx, route: RouteDefinition, given: Given): Promise<readonly string[]> {
    const catalogue = await this.catalogues.current(tx);
    const scope = pastScopes[`${route.method} ${route.path}`] ?? 'estate';
    const { class: className = '', id = '' } = textsOf(given.params);
    if (scope === 'estate') return [];
    if (scope === 'class') return catalogue.findClass(className)?.concrete ?? [];
    if (scope === 'relation') return listClassesOfCards(tx, await listSeenEnds(tx, catalogue, id));
    const ids = listNamed(scope, id, given);
    const isOfViews = scope === 'view' || scope === 'views';
    const seen = isOfViews ? ids : await listSeen(tx, catalogue, ids);
    const found = await listClassesOfCards(tx, seen);
    return found.flatMap((name) => catalogue.findClass(name)?.concrete ?? []);
  }
}

/** Without the cards that the caller may not see: nothing is said of them. */
async function listSeen(tx: Tx, catalogue: StoredCatalogue, ids: readonly string[]): Promise<string[]> {
  const seen: string[] = [];
  for (const id of ids) if (isId(id) && (await findCardState(tx, catalogue, id)) !== undefined) seen.push(id);
  return seen;
}

/** A relation is seen when both its cards are. */
async function listSeenEnds(tx: Tx, catalogue: StoredCatalogue, relationId: string): Promise<string[]> {
  const ends = await listPastEnds(tx, relationId, catalogue.sight?.hiddenDomains ?? []);
  const seen = await listSeen(tx, catalogue, ends);
  return seen.length < ends.length ? [] : seen;
}

/** The cards or views that an address, a query, or the scenarios of a body name. */
function listNamed(
  scope: 'card' | 'cards' | 'ends' | 'view' | 'views' | 'scenarios',
  id: string,
  { query, body }: Given,
): string[] {
  const { from = '', to = '', views = '', cards = '', with: others = '' } = textsOf(query);
  if (scope === 'card') return [id, ...others.split(',')];
  if (scope === 'cards') return cards.split(',');
  if (scope === 'view') return [id];
  if (scope === 'ends') return [from, to];
  if (scope === 'views') return views.split(',');
  const { one, other } = membersOf(body);
  return [one, other].flatMap((scenario) => {
    const { card = '', with: more = '' } = textsOf(scenario);
    return [card, ...more.split(',')];
  });
}

function membersOf(given: unknown): Record<string, unknown> {
  return typeof given === 'object' && given !== null ? Object.fromEntries(Object.entries(given)) : {};
}

function textsOf(given: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(membersOf(given)).map(([key, value]) => [key, String(value)]));
}
