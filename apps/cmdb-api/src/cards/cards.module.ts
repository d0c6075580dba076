import { Module } from '@nestjs/common';
import { ChangesModule } from '../changes/changes.module.ts';
import { ClassesModule } from '../classes/classes.module.ts';
import { CardWriter } from './card-writer.ts';
import { CardsController } from './cards.controller.ts';
import { CardsService } from './cards.service.ts';
import { CountsController } from './counts.controller.ts';
import { CountsService } from './counts.service.ts';

@Module({
  imports: [ChangesModule, ClassesModule],
  controllers: [CardsController, CountsController],
  providers: [CardWriter, CardsService, CountsService],
  exports: [CardWriter, CardsService],
})
export class CardsModule {}
