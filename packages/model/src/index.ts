/** The CMDB's model: definitions, inheritance, values, validation, filters. Pure; runs in a browser. */
export { canonicalJson, equalValues, type JsonValue } from './canonical-json.ts';
export {
  type CardValidator,
  type CheckedAttributes,
  compileAttributes,
  compileCardValidator,
} from './card-validator.ts';
export { buildCatalogue, type Catalogue, type CatalogueClass, type Direction } from './catalogue.ts';
export {
  type AttributeDefinition,
  type AttributeType,
  type AttributeValue,
  attributeTypes,
  builtInAttributes,
  type Cardinality,
  type ClassDefinition,
  cardinalities,
  type DomainDefinition,
  type EffectiveAttribute,
  type Fault,
  type LookupDefinition,
  type LookupValue,
  type ModelDefinition,
  namePattern,
} from './definitions.ts';
export { compareStates, type Difference, listDifferences } from './differences.ts';
export {
  type CheckedFilter,
  type Condition,
  checkFilter,
  type Filter,
  type FilterOperator,
  filterOperators,
  filterSchema,
} from './filter.ts';
export { findModelFaults } from './model-faults.ts';
export { maxStringLength, maxTextLength, type ReadValue, readText, readValue } from './values.ts';
