import { Module } from '@nestjs/common';
import { CardsModule } from '../cards/cards.module.ts';
import { ClassesModule } from '../classes/classes.module.ts';
import { MovesController } from './moves.controller.ts';
import { MovesService } from './moves.service.ts';

/** What moving a card would change. */
@Module({
  imports: [CardsModule, ClassesModule],
  controllers: [MovesController],
  providers: [MovesService],
})
export class MovesModule {}
