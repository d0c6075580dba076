import { Controller, Inject } from '@nestjs/common';
import { CurrentCaller, Route } from '../platform/http/route.ts';
import type { Caller } from '../platform/permissions.ts';
import { testAlertsRoute } from './alerts.schema.ts';
import { AlertsService } from './alerts.service.ts';

@Controller()
export class AlertsController {
  constructor(@Inject(AlertsService) private readonly alerts: AlertsService) {}

  @Route(testAlertsRoute)
  async test(@CurrentCaller() caller: Caller) {
    return { channels: await this.alerts.test(caller) };
  }
}
