import { Module } from '@nestjs/common';
import { CardsModule } from '../cards/cards.module.ts';
import { ClassesModule } from '../classes/classes.module.ts';
import { CardCountsService } from './card-counts.service.ts';
import { RelationsController } from './relations.controller.ts';
import { RelationsService } from './relations.service.ts';

@Module({
  imports: [CardsModule, ClassesModule],
  controllers: [RelationsController],
  providers: [RelationsService, CardCountsService],
})
export class RelationsModule {}
