import { Module } from '@nestjs/common';
import { CardsModule } from '../cards/cards.module.ts';
import { ClassesModule } from '../classes/classes.module.ts';
import { CandidatesController } from './candidates.controller.ts';
import { CandidatesService } from './candidates.service.ts';
import { CardCountsService } from './card-counts.service.ts';
import { RelationsController } from './relations.controller.ts';
import { RelationsService } from './relations.service.ts';

@Module({
  imports: [CardsModule, ClassesModule],
  controllers: [RelationsController, CandidatesController],
  providers: [RelationsService, CardCountsService, CandidatesService],
})
export class RelationsModule {}
