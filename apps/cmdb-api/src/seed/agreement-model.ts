import type { ClassDefinition, DomainDefinition, LookupDefinition } from '@popis/model';
import { attribute, defineClass, defineDomain, defineLookup, reference, uniqueCode } from './model-words.ts';

/** What covers the items: suppliers, contracts, licences. */
export const agreementClasses: readonly ClassDefinition[] = [
  defineClass('Supplier', 'A company that sells or maintains', [
    uniqueCode(),
    attribute('Address', 'string'),
    attribute('Email', 'string', { label: 'E-mail' }),
    attribute('Phone', 'string'),
    attribute('Website', 'url'),
    attribute('TaxNumber', 'string'),
  ]),
  defineClass('Contract', 'An agreement with a supplier', [
    uniqueCode('Contract number'),
    attribute('Kind', 'lookup', { lookup: 'ContractKind' }),
    reference('Supplier', 'SupplierContracts'),
    attribute('StartDate', 'date'),
    attribute('EndDate', 'date'),
    attribute('NoticeDate', 'date', { label: 'Notice until' }),
    attribute('Amount', 'decimal'),
    attribute('Currency', 'string'),
  ]),
  defineClass('Licence', 'A right to use software', [
    uniqueCode(),
    attribute('Kind', 'lookup', { lookup: 'LicenceKind' }),
    attribute('Seats', 'integer'),
    attribute('StartDate', 'date'),
    attribute('EndDate', 'date'),
    reference('Contract', 'ContractLicences'),
  ]),
];

export const agreementDomains: readonly DomainDefinition[] = [
  defineDomain('SupplierContracts', ['Supplier', '1:N', 'Contract'], ['has contract', 'is with'], 'directed'),
  defineDomain('SupplierItems', ['Supplier', '1:N', 'Item'], ['supplied', 'was supplied by'], 'none'),
  defineDomain('ContractItems', ['Contract', 'N:N', 'Item'], ['covers', 'is covered by'], 'directed'),
  defineDomain('ContractLicences', ['Contract', '1:N', 'Licence'], ['grants', 'is granted by'], 'directed'),
  defineDomain('LicenceSoftware', ['Licence', 'N:N', 'Software'], ['licenses', 'is licensed by'], 'directed'),
  defineDomain('LicenceItems', ['Licence', 'N:N', 'Item'], ['covers', 'is licensed by'], 'directed'),
];

export const agreementLookups: readonly LookupDefinition[] = [
  defineLookup('ContractKind', {
    purchase: 'Purchase',
    maintenance: 'Maintenance',
    lease: 'Lease',
    service: 'Service',
    framework: 'Framework',
  }),
  defineLookup('LicenceKind', {
    perpetual: 'Perpetual',
    subscription: 'Subscription',
    volume: 'Volume',
    'open-source': 'Open source',
  }),
  defineLookup('DocumentCategory', {
    manual: 'Manual',
    technical: 'Technical document',
    contract: 'Contract',
    licence: 'Licence',
    invoice: 'Invoice',
    form: 'Form',
    screenshot: 'Screenshot',
    drawing: 'Drawing',
    picture: 'Picture',
  }),
];
