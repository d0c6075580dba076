import { Module } from '@nestjs/common';
import { ChangesService } from './changes.service.ts';
import { SealingService } from './sealing.service.ts';

/** Changes, and their seals. */
@Module({ providers: [ChangesService, SealingService], exports: [ChangesService, SealingService] })
export class ChangesModule {}
