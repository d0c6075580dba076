import { Module } from '@nestjs/common';
import { CardsModule } from '../cards/cards.module.ts';
import { ClassesModule } from '../classes/classes.module.ts';
import { ApplyRunService } from './apply-run.service.ts';
import { PlanRunService } from './plan-run.service.ts';
import { RecordIntakeService } from './record-intake.service.ts';
import { RunsController } from './runs.controller.ts';
import { RunsService } from './runs.service.ts';
import { SourcesController } from './sources.controller.ts';

@Module({
  imports: [CardsModule, ClassesModule],
  controllers: [SourcesController, RunsController],
  providers: [RunsService, RecordIntakeService, PlanRunService, ApplyRunService],
})
export class ReconciliationModule {}
