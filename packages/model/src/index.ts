/** The CMDB's model: definitions, inheritance, values, validation, filters. Pure; runs in a browser. */
export {
  type AttributePath,
  maxPathSteps,
  type ParentPath,
  type PathStep,
  resolveDomainStep,
  resolveParentPath,
  resolvePath,
} from './attribute-paths.ts';
export { type DraftAttribute, placeAttribute } from './attribute-places.ts';
export { canonicalJson, equalValues, type JsonValue } from './canonical-json.ts';
export {
  type CardValidator,
  type CheckedAttributes,
  compileAttributes,
  compileCardValidator,
  usualValueOf,
} from './card-validator.ts';
export {
  buildCatalogue,
  type Catalogue,
  type CatalogueClass,
  type Direction,
  findKeptDays,
} from './catalogue.ts';
export {
  type CheckedFilter,
  type CheckedRelation,
  type Condition,
  type ConditionOperator,
  checkFilter,
  type FilterScope,
} from './check-filter.ts';
export { currencyDigits } from './currencies.ts';
export {
  type AttributeDefinition,
  type AttributeMode,
  type AttributeType,
  type AttributeValue,
  attributeModes,
  attributeTypes,
  builtInAttributes,
  type Cardinality,
  type ClassDefinition,
  cardinalities,
  type DomainDefinition,
  type EffectiveAttribute,
  type Fault,
  type Impact,
  impacts,
  type LookupDefinition,
  type LookupValue,
  longestRetention,
  type ModelDefinition,
  namePattern,
  type Retention,
  type RetireRule,
  retireRules,
  type Validation,
} from './definitions.ts';
export { compareStates, type Difference, listDifferences } from './differences.ts';
export {
  type AttributeFilter,
  type Filter,
  filterSchema,
  type RelationFilter,
  type RelationFilterType,
  readFilter,
  relationFilterTypes,
} from './filter.ts';
export { type FilterOperator, filterOperators } from './filter-operators.ts';
export { lookupsAbove, type PlacedValue, valuesAbove } from './lookup-tree.ts';
export {
  type DescribedItem,
  describeAttribute,
  describeItems,
  describeModel,
  diffModels,
  listPropertyDifferences,
  type ModelDifference,
  type ModelItemKind,
  modelItemKinds,
  type PropertyDifference,
} from './model-diff.ts';
export { type ChangesOf, type EditedModel, editModel, type ModelEdit } from './model-edit.ts';
export { findModelFaults } from './model-faults.ts';
export { mergeModels } from './model-merge.ts';
export { type AttributeMove, findFixedFaults, listAttributeMoves } from './model-moves.ts';
export { formatMoney, type Money, parseMoney } from './money.ts';
export { type ReadPattern, readPattern } from './pattern.ts';
export { isRelativeDate, resolveRelativeDate } from './relative-dates.ts';
export { type TypeTraits, typeTraits } from './type-traits.ts';
export { formatText, maxStringLength, maxTextLength, type ReadValue, readText, readValue } from './values.ts';
