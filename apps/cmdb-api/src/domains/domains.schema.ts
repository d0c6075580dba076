import type { DomainDefinition } from '@popis/model';
import type { z } from 'zod';
import { fromNewAttribute } from '../classes/classes.schema.ts';
import { domainSchema, newDomainSchema } from '../classes/model.schema.ts';
import { listOf } from '../platform/http/paging.ts';
import { defineRoute } from '../platform/http/route.ts';

export const listDomainsRoute = defineRoute({
  method: 'GET',
  path: '/domains',
  summary: 'List domains: which classes can be related, how, and how often',
  access: 'read',
  responses: { 200: listOf(domainSchema) },
});

export const createDomainRoute = defineRoute({
  method: 'POST',
  path: '/domains',
  summary: 'Create a domain',
  access: 'administer',
  body: newDomainSchema,
  responses: { 201: domainSchema },
});

export function toDomain(domain: DomainDefinition): z.input<typeof domainSchema> {
  return { ...domain, attributes: domain.attributes.map((attribute) => ({ ...attribute })) };
}

export function fromNewDomain(given: z.output<typeof newDomainSchema>): DomainDefinition {
  const attributes = given.attributes.map((attribute, index) => fromNewAttribute(attribute, index * 10));
  return { ...given, label: given.label ?? given.name, attributes };
}
