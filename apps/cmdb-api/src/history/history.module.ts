import { Module } from '@nestjs/common';
import { ClassesModule } from '../classes/classes.module.ts';
import { HistoryController } from './history.controller.ts';
import { HistoryService } from './history.service.ts';

@Module({
  imports: [ClassesModule],
  controllers: [HistoryController],
  providers: [HistoryService],
})
export class HistoryModule {}
