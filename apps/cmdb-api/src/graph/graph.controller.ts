import { Controller, Inject } from '@nestjs/common';
import { Input, type InputOf, Route } from '../platform/http/route.ts';
import { getGraphRoute, toGraph } from './graph.schema.ts';
import { GraphService } from './graph.service.ts';

@Controller()
export class GraphController {
  constructor(@Inject(GraphService) private readonly graphs: GraphService) {}

  @Route(getGraphRoute)
  async around(@Input() { params, query }: InputOf<typeof getGraphRoute>) {
    return toGraph(await this.graphs.around({ cardId: params.id, ...query }));
  }
}
