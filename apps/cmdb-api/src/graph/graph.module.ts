import { Module } from '@nestjs/common';
import { ClassesModule } from '../classes/classes.module.ts';
import { GraphController } from './graph.controller.ts';
import { GraphService } from './graph.service.ts';
import { ImpactService } from './impact.service.ts';
import { LocationsController } from './locations.controller.ts';
import { LocationsService } from './locations.service.ts';
import { PathsService } from './paths.service.ts';

/** How cards hang together: neighbourhoods, paths, impact, places. */
@Module({
  imports: [ClassesModule],
  controllers: [GraphController, LocationsController],
  providers: [GraphService, ImpactService, LocationsService, PathsService],
})
export class GraphModule {}
