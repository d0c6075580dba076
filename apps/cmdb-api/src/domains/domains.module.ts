import { Module } from '@nestjs/common';
import { ClassesModule } from '../classes/classes.module.ts';
import { DomainsController } from './domains.controller.ts';

@Module({ imports: [ClassesModule], controllers: [DomainsController] })
export class DomainsModule {}
