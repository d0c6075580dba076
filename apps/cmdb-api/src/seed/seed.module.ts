import { Module } from '@nestjs/common';
import { CardsModule } from '../cards/cards.module.ts';
import { ClassesModule } from '../classes/classes.module.ts';
import { SeedService } from './seed.service.ts';

@Module({ imports: [CardsModule, ClassesModule], providers: [SeedService] })
export class SeedModule {}
