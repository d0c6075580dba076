import { Module } from '@nestjs/common';
import { ChangesModule } from '../changes/changes.module.ts';
import { ClassesModule } from '../classes/classes.module.ts';
import { CardWriter } from './card-writer.ts';

@Module({
  imports: [ChangesModule, ClassesModule],
  providers: [CardWriter],
  exports: [CardWriter],
})
export class CardsModule {}
