import { Module } from '@nestjs/common';
import { ClassesModule } from '../classes/classes.module.ts';
import { LookupsController } from './lookups.controller.ts';

@Module({ imports: [ClassesModule], controllers: [LookupsController] })
export class LookupsModule {}
