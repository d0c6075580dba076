import { Module } from '@nestjs/common';
import { CardsModule } from '../cards/cards.module.ts';
import { ClassesModule } from '../classes/classes.module.ts';
import { BulkController } from './bulk.controller.ts';
import { BulkService } from './bulk.service.ts';
import { BulkJobsController } from './bulk-jobs.controller.ts';
import { BulkJobsService } from './bulk-jobs.service.ts';
import { RunBulk } from './run-bulk.ts';

@Module({
  imports: [CardsModule, ClassesModule],
  controllers: [BulkController, BulkJobsController],
  providers: [BulkService, BulkJobsService, RunBulk],
})
export class BulkModule {}
