import { Module } from '@nestjs/common';
import { ChangesModule } from '../changes/changes.module.ts';
import { ClassesModule } from '../classes/classes.module.ts';
import { JournalController } from './journal.controller.ts';
import { JournalService } from './journal.service.ts';

@Module({
  imports: [ChangesModule, ClassesModule],
  controllers: [JournalController],
  providers: [JournalService],
})
export class JournalModule {}
