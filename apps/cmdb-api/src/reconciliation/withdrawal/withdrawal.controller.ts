import { Controller, Inject } from '@nestjs/common';
import { CurrentCaller, Input, type InputOf, Route } from '../../platform/http/route.ts';
import type { Caller } from '../../platform/permissions.ts';
import { getWithdrawalRoute, toWithdrawalAnswer, withdrawSourceRoute } from './withdrawal.schema.ts';
import { WithdrawalService } from './withdrawal.service.ts';

@Controller()
export class WithdrawalController {
  constructor(@Inject(WithdrawalService) private readonly withdrawals: WithdrawalService) {}

  @Route(withdrawSourceRoute)
  async withdraw(
    @Input() { params, body }: InputOf<typeof withdrawSourceRoute>,
    @CurrentCaller() caller: Caller,
  ) {
    if (body.dry) return toWithdrawalAnswer(await this.withdrawals.preview(params.source));
    return toWithdrawalAnswer(await this.withdrawals.withdraw(params.source, body.reason ?? '', caller));
  }

  @Route(getWithdrawalRoute)
  async get(@Input() { params }: InputOf<typeof getWithdrawalRoute>) {
    return toWithdrawalAnswer(await this.withdrawals.report(params.source));
  }
}
