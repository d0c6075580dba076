import { Module } from '@nestjs/common';
import { ChangesService } from './changes.service.ts';

@Module({ providers: [ChangesService], exports: [ChangesService] })
export class ChangesModule {}
