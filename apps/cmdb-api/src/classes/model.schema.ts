import {
  attributeModes,
  attributeTypes,
  cardinalities,
  impacts,
  longestRetention,
  namePattern,
  retireRules,
} from '@popis/model';
import { z } from 'zod';

const name = z.string().regex(namePattern, 'must be a letter, then letters, digits or _ (at most 60)');
const label = z.string().trim().min(1, 'must not be empty').max(200);

const validationSchema = z
  .strictObject({
    pattern: z.string().max(200).optional().meta({
      description:
        'Of the whole text: characters, . \\d \\w \\s [A-Z] with ? * + {2,4}, and | between alternatives; no groups',
    }),
    min: z.union([z.number(), z.string()]).optional(),
    max: z.union([z.number(), z.string()]).optional(),
  })
  .meta({
    id: 'Validation',
    description: 'min and max are values of the type; of text, numbers of characters',
  });

/** What can be said of an attribute besides its name, and altered. */
export const attributePropertySchemas = {
  label,
  type: z.enum(attributeTypes),
  mandatory: z.boolean(),
  unique: z.boolean(),
  default: z.json(),
  unit: z.string().max(40).nullable(),
  position: z.int().min(-1_000_000).max(1_000_000),
  group: z.string().max(200).nullable(),
  mode: z.enum(attributeModes).meta({
    description:
      'write: whoever may edit the card; read: sources only; hidden: the same, and forms do not show it; immutable: at creation only',
  }),
  indexed: z.boolean().meta({ description: 'Filters and sorting by it are fast' }),
  validation: validationSchema.nullable(),
  lookup: z.string(),
};

/** An attribute as the API takes it; what is left out has its usual meaning. */
export const newAttributeSchema = z
  .strictObject({
    name,
    ...attributePropertySchemas,
    label: label.optional(),
    mandatory: z.boolean().default(false),
    unique: z.boolean().default(false),
    default: z.json().default(null),
    unit: attributePropertySchemas.unit.default(null),
    position: attributePropertySchemas.position.optional(),
    group: attributePropertySchemas.group.default(null),
    mode: attributePropertySchemas.mode.optional(),
    indexed: z.boolean().optional(),
    validation: attributePropertySchemas.validation.optional(),
    lookup: z.string().optional(),
    domain: z.string().optional(),
  })
  .meta({ id: 'NewAttribute' });

/** An attribute as the API gives it. */
export const attributeSchema = z
  .object({
    name: z.string(),
    label: z.string(),
    type: z.enum(attributeTypes),
    mandatory: z.boolean(),
    unique: z.boolean(),
    default: z.json(),
    unit: z.string().nullable(),
    position: z.int(),
    group: z.string().nullable(),
    mode: z.enum(attributeModes).optional().meta({ description: 'Absent = write' }),
    indexed: z.boolean().optional(),
    validation: validationSchema.nullish(),
    lookup: z.string().optional().meta({ description: 'Only with type lookup' }),
    domain: z.string().optional().meta({ description: 'Only with type reference' }),
  })
  .meta({ id: 'DomainAttribute' });

export const effectiveAttributeSchema = attributeSchema
  .extend({
    inheritedFrom: z.string().nullable(),
    references: z
      .string()
      .optional()
      .meta({ description: 'Only with type reference: the class that it refers to' }),
  })
  .meta({ id: 'Attribute' });

/** What a domain demands of its ends; absent = nothing. */
export const domainRuleSchemas = {
  onSourceRetired: z.enum(retireRules).optional().meta({
    description:
      'end: the relation ends; restrict: the source may not be retired; retire: the target retires too',
  }),
  onTargetRetired: z.enum(retireRules).optional(),
  disabledSources: z
    .array(z.string())
    .max(200)
    .optional()
    .meta({ description: 'Classes below the source that take no part' }),
  disabledTargets: z.array(z.string()).max(200).optional(),
};

/** How long past versions are kept. */
export const retentionSchema = z
  .union([z.int().min(1).max(longestRetention), z.literal('forever')])
  .nullable()
  .meta({
    description:
      'Days for which past versions are kept, or forever; null = as its superclass says, and forever where none says anything',
  });

const classShape = {
  name: z.string(),
  label: z.string(),
  description: z.string(),
  superclass: z.string().nullable(),
  abstract: z.boolean(),
  retention: retentionSchema,
  keptDays: z
    .int()
    .nullable()
    .meta({ description: 'What that comes to, inherited or not; null = past versions are kept forever' }),
  cards: z.int().meta({ description: 'Active cards, those of descendants included' }),
};

export const classSummarySchema = z.object(classShape).meta({ id: 'ClassSummary' });

export const classSchema = z
  .object({ ...classShape, attributes: z.array(effectiveAttributeSchema) })
  .meta({ id: 'Class' });

export const newClassSchema = z
  .strictObject({
    name,
    label: label.optional(),
    description: z.string().max(2_000).default(''),
    superclass: z.string().nullable().default(null),
    abstract: z.boolean().default(false),
    retention: retentionSchema.optional(),
    attributes: z.array(newAttributeSchema).max(500).default([]),
  })
  .meta({ id: 'NewClass' });

export const domainSchema = z
  .object({
    name: z.string(),
    label: z.string(),
    source: z.string(),
    target: z.string(),
    cardinality: z
      .enum(cardinalities)
      .meta({ description: 'Source first: 1:N = each target has one source' }),
    directLabel: z.string(),
    inverseLabel: z.string(),
    impact: z.enum(impacts).meta({
      description: 'directed: when the source fails, the target is affected; unknown: nobody has said yet',
    }),
    ...domainRuleSchemas,
    attributes: z.array(attributeSchema),
  })
  .meta({ id: 'Domain' });

export const newDomainSchema = z
  .strictObject({
    name,
    label: label.optional(),
    source: z.string(),
    target: z.string(),
    cardinality: z.enum(cardinalities),
    directLabel: label,
    inverseLabel: label,
    impact: z.enum(impacts).default('unknown'),
    ...domainRuleSchemas,
    attributes: z.array(newAttributeSchema).max(100).default([]),
  })
  .meta({ id: 'NewDomain' });

const code = z.string().trim().min(1).max(100);

/** What can be said of a value of a lookup besides its code and place. */
export const lookupValuePropertySchemas = {
  description: z.string().max(2_000).optional(),
  default: z
    .boolean()
    .optional()
    .meta({ description: 'Given to a new card that says nothing of an attribute without a default' }),
  parent: z
    .string()
    .max(100)
    .nullable()
    .optional()
    .meta({ description: 'Code of the value above it, of the parent of the lookup' }),
};

const parentLookup = z
  .string()
  .max(100)
  .nullable()
  .optional()
  .meta({ description: 'The lookup whose values stand above those of this one' });

export const lookupPropertySchemas = { parent: parentLookup };

const lookupValueShape = {
  code: z.string(),
  label: z.string(),
  position: z.int(),
  active: z.boolean(),
  ...lookupValuePropertySchemas,
};

export const lookupValueSchema = z
  .object({
    ...lookupValueShape,
    ancestors: z
      .array(z.object({ lookup: z.string(), code: z.string(), label: z.string() }))
      .meta({ description: 'The values above it, the nearest first' }),
  })
  .meta({ id: 'LookupValue' });

export const lookupSchema = z
  .object({
    name: z.string(),
    label: z.string(),
    ...lookupPropertySchemas,
    values: z.array(z.object(lookupValueShape)),
  })
  .meta({ id: 'Lookup' });

export const newLookupSchema = z
  .strictObject({
    name,
    label: label.optional(),
    ...lookupPropertySchemas,
    values: z
      .array(z.strictObject({ code, label: label.optional(), ...lookupValuePropertySchemas }))
      .max(1_000)
      .default([]),
  })
  .meta({ id: 'NewLookup' });
