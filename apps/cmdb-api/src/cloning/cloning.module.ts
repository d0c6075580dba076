import { Module } from '@nestjs/common';
import { CardsModule } from '../cards/cards.module.ts';
import { ClassesModule } from '../classes/classes.module.ts';
import { CloningController } from './cloning.controller.ts';
import { CloningService } from './cloning.service.ts';

@Module({
  imports: [CardsModule, ClassesModule],
  controllers: [CloningController],
  providers: [CloningService],
})
export class CloningModule {}
