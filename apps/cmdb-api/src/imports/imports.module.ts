import { Module } from '@nestjs/common';
import { CardsModule } from '../cards/cards.module.ts';
import { ClassesModule } from '../classes/classes.module.ts';
import { ApplyImport } from './apply-import.ts';
import { CheckImport } from './check-import.ts';
import { ImportsController } from './imports.controller.ts';
import { ImportsService } from './imports.service.ts';
import { TakeFile } from './take-file.ts';

@Module({
  imports: [CardsModule, ClassesModule],
  controllers: [ImportsController],
  providers: [ApplyImport, CheckImport, ImportsService, TakeFile],
})
export class ImportsModule {}
