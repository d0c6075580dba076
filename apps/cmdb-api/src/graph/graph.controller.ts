import { Controller, Inject } from '@nestjs/common';
import { Input, type InputOf, Route } from '../platform/http/route.ts';
import { compareImpactsRoute, toComparison, toWantedComparison } from './comparison.schema.ts';
import {
  getGraphDifferencesRoute,
  getGraphRoute,
  toGraph,
  toGraphDifferences,
  withFirst,
} from './graph.schema.ts';
import { GraphService } from './graph.service.ts';
import { getImpactRoute, toImpact } from './impact.schema.ts';
import { ImpactService } from './impact.service.ts';
import { getPathsRoute, toPaths } from './paths.schema.ts';
import { PathsService } from './paths.service.ts';

@Controller()
export class GraphController {
  constructor(
    @Inject(ImpactService) private readonly impacts: ImpactService,
    @Inject(GraphService) private readonly graphs: GraphService,
    @Inject(PathsService) private readonly paths: PathsService,
  ) {}

  @Route(getGraphRoute)
  async around(@Input() { params, query }: InputOf<typeof getGraphRoute>) {
    return toGraph(await this.graphs.around({ ...query, cardIds: withFirst(params.id, query.with) }));
  }

  @Route(getGraphDifferencesRoute)
  async differences(@Input() { params, query }: InputOf<typeof getGraphDifferencesRoute>) {
    const cardIds = withFirst(params.id, query.with);
    return toGraphDifferences(await this.graphs.differences({ ...query, cardIds }));
  }

  @Route(getPathsRoute)
  async between(@Input() { query }: InputOf<typeof getPathsRoute>) {
    return toPaths(await this.paths.between(query));
  }

  @Route(getImpactRoute)
  async impact(@Input() { params, query }: InputOf<typeof getImpactRoute>) {
    return toImpact(await this.impacts.of({ ...query, cardIds: withFirst(params.id, query.with) }));
  }

  @Route(compareImpactsRoute)
  async compare(@Input() { body }: InputOf<typeof compareImpactsRoute>) {
    return toComparison(await this.impacts.compare(toWantedComparison(body)));
  }
}
