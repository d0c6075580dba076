import { Module } from '@nestjs/common';
import { Database } from '../platform/database/database.ts';
import { HealthController } from './health.controller.ts';
import { READINESS } from './health.tokens.ts';
import { openApiReadiness } from './readiness.ts';

@Module({
  controllers: [HealthController],
  providers: [{ provide: READINESS, inject: [Database], useFactory: openApiReadiness }],
  exports: [READINESS],
})
export class HealthModule {}
