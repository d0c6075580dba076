import type { ModelDefinition } from '@popis/model';
import { agreementClasses, agreementDomains, agreementLookups } from './agreement-model.ts';
import { itemClasses, itemDomains, itemLookups } from './item-model.ts';
import { organisationClasses, organisationDomains, organisationLookups } from './organisation-model.ts';

/** The model a new installation begins with. Administrators change it at run time; it is not applied twice. */
export const seedModel: ModelDefinition = {
  classes: [...organisationClasses, ...itemClasses, ...agreementClasses],
  domains: [...organisationDomains, ...itemDomains, ...agreementDomains],
  lookups: [...organisationLookups, ...itemLookups, ...agreementLookups],
};
