import { Controller, Inject } from '@nestjs/common';
import { NotFoundError } from '@popis/errors';
import type { JsonValue, ModelEdit } from '@popis/model';
import { changeBy } from '../changes/changes.service.ts';
import { toAttributes, toClass } from '../classes/classes.schema.ts';
import { ClassesService } from '../classes/classes.service.ts';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import { toDomain } from '../domains/domains.schema.ts';
import { toLookup } from '../lookups/lookups.schema.ts';
import { CurrentCaller, Input, type InputOf, Route } from '../platform/http/route.ts';
import type { Caller } from '../platform/permissions.ts';
import {
  createLookupValueRoute,
  deleteAttributeRoute,
  deleteClassRoute,
  deleteDomainRoute,
  deleteLookupRoute,
  deleteLookupValueRoute,
  updateAttributeRoute,
  updateClassRoute,
  updateDomainRoute,
  updateLookupRoute,
  updateLookupValueRoute,
} from './items.schema.ts';
import { toReview } from './model.schema.ts';
import { type Fill, ModelService } from './model.service.ts';
import { toModelEdit } from './model-edits.schema.ts';

/** What every request to alter one item has in common. */
interface ItemRequest {
  query: { preview: boolean; ignoreDependants?: boolean; reason?: string | undefined };
  headers: { 'if-match'?: string | undefined };
}

/** Items of the model, one at a time. */
@Controller()
export class ItemsController {
  constructor(
    @Inject(ModelService) private readonly model: ModelService,
    @Inject(ClassesService) private readonly classes: ClassesService,
  ) {}

  @Route(updateClassRoute)
  async updateClass(@Input() input: InputOf<typeof updateClassRoute>, @CurrentCaller() caller: Caller) {
    const { class: name } = input.params;
    const { reason, ...changes } = input.body;
    const edit = toModelEdit({ kind: 'class', action: 'update', name, changes });
    const { counts } = await this.classes.count();
    return this.edit(
      input,
      caller,
      edit,
      (catalogue) => toClass(catalogue, counts, catalogue.getClass(name)),
      { reason },
    );
  }

  @Route(deleteClassRoute)
  async deleteClass(@Input() input: InputOf<typeof deleteClassRoute>, @CurrentCaller() caller: Caller) {
    return this.edit(input, caller, { kind: 'class', action: 'delete', name: input.params.class });
  }

  @Route(updateAttributeRoute)
  async updateAttribute(
    @Input() input: InputOf<typeof updateAttributeRoute>,
    @CurrentCaller() caller: Caller,
  ) {
    const { class: className, attribute: name } = input.params;
    const { reason, fill, ...changes } = input.body;
    await this.refuseInherited(className, name);
    const edit = toModelEdit({ kind: 'attribute', action: 'update', class: className, name, changes });
    const toAnswer = (catalogue: StoredCatalogue) =>
      toAttributes(catalogue, catalogue.getClass(className)).find((attribute) => attribute.name === name);
    return this.edit(input, caller, edit, toAnswer, { reason, fill });
  }

  @Route(deleteAttributeRoute)
  async deleteAttribute(
    @Input() input: InputOf<typeof deleteAttributeRoute>,
    @CurrentCaller() caller: Caller,
  ) {
    const { class: className, attribute: name } = input.params;
    await this.refuseInherited(className, name);
    return this.edit(input, caller, { kind: 'attribute', action: 'delete', class: className, name });
  }

  @Route(updateDomainRoute)
  async updateDomain(@Input() input: InputOf<typeof updateDomainRoute>, @CurrentCaller() caller: Caller) {
    const { domain: name } = input.params;
    const { reason, ...changes } = input.body;
    const edit = toModelEdit({ kind: 'domain', action: 'update', name, changes });
    return this.edit(input, caller, edit, (catalogue) => toDomain(catalogue.getDomain(name)), { reason });
  }

  @Route(deleteDomainRoute)
  async deleteDomain(@Input() input: InputOf<typeof deleteDomainRoute>, @CurrentCaller() caller: Caller) {
    return this.edit(input, caller, { kind: 'domain', action: 'delete', name: input.params.domain });
  }

  @Route(updateLookupRoute)
  async updateLookup(@Input() input: InputOf<typeof updateLookupRoute>, @CurrentCaller() caller: Caller) {
    const { name } = input.params;
    const { reason, ...changes } = input.body;
    const edit = toModelEdit({ kind: 'lookup', action: 'update', name, changes });
    return this.edit(input, caller, edit, (catalogue) => getLookup(catalogue, name), { reason });
  }

  @Route(deleteLookupRoute)
  async deleteLookup(@Input() input: InputOf<typeof deleteLookupRoute>, @CurrentCaller() caller: Caller) {
    return this.edit(input, caller, { kind: 'lookup', action: 'delete', name: input.params.name });
  }

  @Route(createLookupValueRoute)
  async createLookupValue(
    @Input() input: InputOf<typeof createLookupValueRoute>,
    @CurrentCaller() caller: Caller,
  ) {
    const { name: lookup } = input.params;
    const edit = toModelEdit({ kind: 'lookupValue', action: 'create', lookup, definition: input.body });
    return this.edit(input, caller, edit, (catalogue) => getLookup(catalogue, lookup));
  }

  @Route(updateLookupValueRoute)
  async updateLookupValue(
    @Input() input: InputOf<typeof updateLookupValueRoute>,
    @CurrentCaller() caller: Caller,
  ) {
    const { name: lookup, code: name } = input.params;
    const { reason, ...changes } = input.body;
    const edit = toModelEdit({ kind: 'lookupValue', action: 'update', lookup, name, changes });
    return this.edit(input, caller, edit, (catalogue) => getLookup(catalogue, lookup), { reason });
  }

  @Route(deleteLookupValueRoute)
  async deleteLookupValue(
    @Input() input: InputOf<typeof deleteLookupValueRoute>,
    @CurrentCaller() caller: Caller,
  ) {
    const { name: lookup, code: name } = input.params;
    return this.edit(input, caller, { kind: 'lookupValue', action: 'delete', lookup, name });
  }

  private async edit(
    { query, headers }: ItemRequest,
    caller: Caller,
    edit: ModelEdit,
    toAnswer: (catalogue: StoredCatalogue) => object | undefined = () => ({}),
    { fill, reason }: { fill?: JsonValue | undefined; reason?: string | undefined } = {},
  ) {
    const fills: Fill[] = [];
    if (fill !== undefined && edit.kind === 'attribute' && edit.action === 'update') {
      fills.push({ class: edit.class, attribute: edit.name, value: fill });
    }
    const ignoreDependants = query.ignoreDependants ?? false;
    const wanted = { edits: [edit], fills, ignoreDependants, ifMatch: headers['if-match'] };
    if (query.preview) return toReview(await this.model.preview(wanted));
    return toAnswer(await this.model.edit(changeBy(caller, reason ?? query.reason), wanted));
  }

  /** An inherited attribute is altered where it is declared; only the built-in ones are restated below. */
  private async refuseInherited(className: string, name: string): Promise<void> {
    const catalogue = await this.classes.getCatalogue();
    catalogue.getClass(className);
    const from = catalogue.findAttribute(className, name)?.inheritedFrom ?? null;
    if (from === null || ['Code', 'Description', 'Notes'].includes(name)) return;
    throw new NotFoundError(`${name} is inherited: it is an attribute of the class "${from}"`);
  }
}

/** @throws NotFoundError */
function getLookup(catalogue: StoredCatalogue, name: string) {
  const lookup = catalogue.findLookup(name);
  if (lookup === undefined) throw new NotFoundError(`There is no lookup "${name}"`);
  return toLookup(lookup);
}
