import { Module } from '@nestjs/common';
import { ClassesModule } from '../classes/classes.module.ts';
import { ExportsController } from './exports.controller.ts';
import { ExportsService } from './exports.service.ts';

@Module({ imports: [ClassesModule], controllers: [ExportsController], providers: [ExportsService] })
export class ExportsModule {}
