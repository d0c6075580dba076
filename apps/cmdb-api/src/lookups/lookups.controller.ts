import { Controller, Inject } from '@nestjs/common';
import { NotFoundError } from '@popis/errors';
import { changeBy } from '../changes/changes.service.ts';
import { ClassesService } from '../classes/classes.service.ts';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import { wholeList } from '../platform/http/paging.ts';
import { CurrentCaller, Input, type InputOf, Route } from '../platform/http/route.ts';
import type { Caller } from '../platform/permissions.ts';
import {
  createLookupRoute,
  fromNewLookup,
  getLookupRoute,
  listLookupsRoute,
  listLookupValuesRoute,
  toLookup,
  toLookupValues,
} from './lookups.schema.ts';

@Controller()
export class LookupsController {
  constructor(@Inject(ClassesService) private readonly classes: ClassesService) {}

  @Route(listLookupsRoute)
  async list() {
    const catalogue = await this.classes.getCatalogue();
    return wholeList(catalogue.lookups.map(toLookup));
  }

  @Route(getLookupRoute)
  async get(@Input() { params }: InputOf<typeof getLookupRoute>) {
    return toLookup(getLookup(await this.classes.getCatalogue(), params.name));
  }

  @Route(listLookupValuesRoute)
  async listValues(@Input() { params, query }: InputOf<typeof listLookupValuesRoute>) {
    const catalogue = await this.classes.getCatalogue();
    return wholeList(toLookupValues(catalogue, getLookup(catalogue, params.name), query));
  }

  @Route(createLookupRoute)
  async create(@Input() { body }: InputOf<typeof createLookupRoute>, @CurrentCaller() caller: Caller) {
    const lookup = fromNewLookup(body);
    await this.classes.addLookup(changeBy(caller), lookup);
    return toLookup(lookup);
  }
}

/** @throws NotFoundError */
function getLookup(catalogue: StoredCatalogue, name: string) {
  const lookup = catalogue.findLookup(name);
  if (lookup === undefined) throw new NotFoundError(`There is no lookup "${name}"`);
  return lookup;
}
