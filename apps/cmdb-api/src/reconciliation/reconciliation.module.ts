import { Module } from '@nestjs/common';
import { CardsModule } from '../cards/cards.module.ts';
import { ChangesModule } from '../changes/changes.module.ts';
import { ClassesModule } from '../classes/classes.module.ts';
import { AnswersController } from './answers/answers.controller.ts';
import { AnswersService } from './answers/answers.service.ts';
import { ApplyRunService } from './apply-run.service.ts';
import { DecisionsController } from './decisions/decisions.controller.ts';
import { DecisionsService } from './decisions/decisions.service.ts';
import { MarksController } from './marks/marks.controller.ts';
import { MarksService } from './marks/marks.service.ts';
import { OverrideEndsService } from './overrides/override-ends.service.ts';
import { OverridesController } from './overrides/overrides.controller.ts';
import { OverridesService } from './overrides/overrides.service.ts';
import { PlanRunService } from './plan-run.service.ts';
import { PoliciesService } from './policies/policies.service.ts';
import { RecordIntakeService } from './record-intake.service.ts';
import { RunsController } from './runs.controller.ts';
import { RunsService } from './runs.service.ts';
import { SourcesController } from './sources.controller.ts';
import { UndoController } from './undo/undo.controller.ts';
import { UndoRunService } from './undo/undo-run.service.ts';
import { WithdrawalController } from './withdrawal/withdrawal.controller.ts';
import { WithdrawalService } from './withdrawal/withdrawal.service.ts';

@Module({
  imports: [CardsModule, ChangesModule, ClassesModule],
  controllers: [
    SourcesController,
    RunsController,
    MarksController,
    DecisionsController,
    AnswersController,
    UndoController,
    WithdrawalController,
    OverridesController,
  ],
  providers: [
    DecisionsService,
    AnswersService,
    UndoRunService,
    OverridesService,
    OverrideEndsService,
    WithdrawalService,
    PoliciesService,
    RunsService,
    MarksService,
    RecordIntakeService,
    PlanRunService,
    ApplyRunService,
  ],
})
export class ReconciliationModule {}
