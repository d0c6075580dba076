import { Module } from '@nestjs/common';
import { CardsModule } from '../cards/cards.module.ts';
import { ClassesModule } from '../classes/classes.module.ts';
import { ApplyImport } from './apply-import.ts';
import { ImportsController } from './imports.controller.ts';
import { ImportsService } from './imports.service.ts';

@Module({
  imports: [CardsModule, ClassesModule],
  controllers: [ImportsController],
  providers: [ApplyImport, ImportsService],
})
export class ImportsModule {}
