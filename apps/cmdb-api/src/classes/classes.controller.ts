import { Controller, Inject } from '@nestjs/common';
import { changeBy } from '../changes/changes.service.ts';
import { wholeList } from '../platform/http/paging.ts';
import { CurrentCaller, Input, type InputOf, Route } from '../platform/http/route.ts';
import type { Caller } from '../platform/permissions.ts';
import {
  createAttributeRoute,
  createClassRoute,
  fromNewClass,
  getClassRoute,
  listAttributesRoute,
  listClassesRoute,
  toAttributes,
  toClass,
  toClassSummary,
  toDraftAttribute,
} from './classes.schema.ts';
import { ClassesService } from './classes.service.ts';

@Controller()
export class ClassesController {
  constructor(@Inject(ClassesService) private readonly classes: ClassesService) {}

  @Route(listClassesRoute)
  async list(@Input() { query }: InputOf<typeof listClassesRoute>) {
    const { catalogue, counts } = await this.classes.count(query.asOf);
    return wholeList(catalogue.classes.map((known) => toClassSummary(counts, known)));
  }

  @Route(getClassRoute)
  async get(@Input() { params }: InputOf<typeof getClassRoute>) {
    const { catalogue, counts } = await this.classes.count();
    return toClass(catalogue, counts, catalogue.getClass(params.class));
  }

  @Route(createClassRoute)
  async create(@Input() { body }: InputOf<typeof createClassRoute>, @CurrentCaller() caller: Caller) {
    const catalogue = await this.classes.addClass(changeBy(caller), fromNewClass(body));
    return toClass(catalogue, new Map(), catalogue.getClass(body.name));
  }

  @Route(listAttributesRoute)
  async listAttributes(@Input() { params }: InputOf<typeof listAttributesRoute>) {
    const catalogue = await this.classes.getCatalogue();
    return wholeList(toAttributes(catalogue, catalogue.getClass(params.class)));
  }

  @Route(createAttributeRoute)
  async createAttribute(
    @Input() { params, body }: InputOf<typeof createAttributeRoute>,
    @CurrentCaller() caller: Caller,
  ) {
    const attribute = toDraftAttribute(body);
    const catalogue = await this.classes.addAttribute(changeBy(caller), params.class, attribute);
    return toAttributes(catalogue, catalogue.getClass(params.class)).find(({ name }) => name === body.name);
  }
}
