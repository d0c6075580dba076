import { Controller, Inject } from '@nestjs/common';
import { Database } from '../platform/database/database.ts';
import { Route } from '../platform/http/route.ts';
import { askDatabase } from './health.read-model.ts';
import { getHealthRoute } from './health.schema.ts';

@Controller()
export class HealthController {
  constructor(@Inject(Database) private readonly database: Database) {}

  @Route(getHealthRoute)
  async get() {
    await askDatabase(this.database.single);
    return { status: 'ok' };
  }
}
