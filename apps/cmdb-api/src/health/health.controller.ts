import { Controller, Inject, Res } from '@nestjs/common';
import type { Readiness } from '@popis/runtime';
import type { FastifyReply } from 'fastify';
import { Database } from '../platform/database/database.ts';
import { Route } from '../platform/http/route.ts';
import { askDatabase } from './health.read-model.ts';
import { getHealthRoute, getLivenessRoute, getReadinessRoute } from './health.schema.ts';
import { READINESS } from './health.tokens.ts';

@Controller()
export class HealthController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(READINESS) private readonly readiness: Readiness,
  ) {}

  @Route(getHealthRoute)
  async get() {
    await askDatabase(this.database.single);
    return { status: 'ok' };
  }

  @Route(getLivenessRoute)
  isLive() {
    return { status: 'live' };
  }

  @Route(getReadinessRoute)
  async isReady(@Res({ passthrough: true }) reply: FastifyReply) {
    const report = await this.readiness.ask();
    void reply.code(report.status === 'ready' ? 200 : 503).header('cache-control', 'no-store');
    return report;
  }
}
