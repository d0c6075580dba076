import { Module } from '@nestjs/common';
import { CardsModule } from '../cards/cards.module.ts';
import { ChangesModule } from '../changes/changes.module.ts';
import { ClassesModule } from '../classes/classes.module.ts';
import { TabsController } from './tabs.controller.ts';
import { TabsService } from './tabs.service.ts';
import { ViewsController } from './views.controller.ts';
import { ViewsService } from './views.service.ts';

@Module({
  imports: [CardsModule, ChangesModule, ClassesModule],
  controllers: [TabsController, ViewsController],
  providers: [TabsService, ViewsService],
})
export class ViewsModule {}
