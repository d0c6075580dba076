import { Controller, Inject } from '@nestjs/common';
import { changeBy } from '../changes/changes.service.ts';
import { ClassesService } from '../classes/classes.service.ts';
import { wholeList } from '../platform/http/paging.ts';
import { CurrentCaller, Input, type InputOf, Route } from '../platform/http/route.ts';
import type { Caller } from '../platform/permissions.ts';
import { createDomainRoute, fromNewDomain, listDomainsRoute, toDomain } from './domains.schema.ts';

@Controller()
export class DomainsController {
  constructor(@Inject(ClassesService) private readonly classes: ClassesService) {}

  @Route(listDomainsRoute)
  async list() {
    const catalogue = await this.classes.getCatalogue();
    return wholeList(catalogue.domains.map(toDomain));
  }

  @Route(createDomainRoute)
  async create(@Input() { body }: InputOf<typeof createDomainRoute>, @CurrentCaller() caller: Caller) {
    const catalogue = await this.classes.addDomain(changeBy(caller), fromNewDomain(body));
    return toDomain(catalogue.getDomain(body.name));
  }
}
