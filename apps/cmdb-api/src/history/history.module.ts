import { Module } from '@nestjs/common';
import { ClassesModule } from '../classes/classes.module.ts';
import { ChangesController } from './changes.controller.ts';
import { HistoryController } from './history.controller.ts';
import { HistoryService } from './history.service.ts';
import { VerificationService } from './verification.service.ts';

@Module({
  imports: [ClassesModule],
  controllers: [ChangesController, HistoryController],
  providers: [HistoryService, VerificationService],
})
export class HistoryModule {}
