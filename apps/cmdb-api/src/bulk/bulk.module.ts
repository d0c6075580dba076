import { Module } from '@nestjs/common';
import { CardsModule } from '../cards/cards.module.ts';
import { ClassesModule } from '../classes/classes.module.ts';
import { BulkController } from './bulk.controller.ts';
import { BulkService } from './bulk.service.ts';

@Module({ imports: [CardsModule, ClassesModule], controllers: [BulkController], providers: [BulkService] })
export class BulkModule {}
