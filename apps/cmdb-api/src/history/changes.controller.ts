import { Controller, Inject } from '@nestjs/common';
import { Input, type InputOf, Route } from '../platform/http/route.ts';
import { getChangeRoute, toChange } from './changes.schema.ts';
import { VerificationService } from './verification.service.ts';

@Controller()
export class ChangesController {
  constructor(@Inject(VerificationService) private readonly verification: VerificationService) {}

  @Route(getChangeRoute)
  async get(@Input() { params }: InputOf<typeof getChangeRoute>) {
    return toChange(await this.verification.verify(params.id));
  }
}
