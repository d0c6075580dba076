import { Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { CardsModule } from '../cards/cards.module.ts';
import { ChangesModule } from '../changes/changes.module.ts';
import { ClassesModule } from '../classes/classes.module.ts';
import { ChangesController } from './changes.controller.ts';
import { DifferencesController } from './differences.controller.ts';
import { HistoryController } from './history.controller.ts';
import { HistoryService } from './history.service.ts';
import { ListDifferencesService } from './list-differences.service.ts';
import { PastInterceptor } from './past.interceptor.ts';
import { RetentionService } from './retention.service.ts';
import { SealsController } from './seals.controller.ts';
import { SealsService } from './seals.service.ts';
import { VerificationService } from './verification.service.ts';
import { VersionsController } from './versions.controller.ts';
import { VersionsService } from './versions.service.ts';

@Module({
  imports: [CardsModule, ChangesModule, ClassesModule],
  controllers: [
    ChangesController,
    DifferencesController,
    HistoryController,
    SealsController,
    VersionsController,
  ],
  providers: [
    { provide: APP_INTERCEPTOR, useClass: PastInterceptor },
    HistoryService,
    ListDifferencesService,
    RetentionService,
    SealsService,
    VerificationService,
    VersionsService,
  ],
})
export class HistoryModule {}
