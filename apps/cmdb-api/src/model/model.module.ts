import { Module } from '@nestjs/common';
import { CardsModule } from '../cards/cards.module.ts';
import { ClassesModule } from '../classes/classes.module.ts';
import { ItemsController } from './items.controller.ts';
import { ModelController } from './model.controller.ts';
import { ModelService } from './model.service.ts';
import { ModelFileController } from './model-file.controller.ts';

@Module({
  imports: [CardsModule, ClassesModule],
  controllers: [ModelController, ModelFileController, ItemsController],
  providers: [ModelService],
})
export class ModelModule {}
