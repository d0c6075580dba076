import {
  type ClassDefinition,
  type DomainDefinition,
  type DraftAttribute,
  type LookupDefinition,
  type ModelDefinition,
  placeAttribute,
} from '@popis/model';

/** What is to be added to the model, as one change. */
export interface ModelAddition {
  classes?: readonly ClassDefinition[];
  domains?: readonly DomainDefinition[];
  lookups?: readonly LookupDefinition[];
  /** For classes that exist already. */
  attributes?: readonly { class: string; attribute: DraftAttribute }[];
}

/** The model with the addition in it. */
export function extendModel(model: ModelDefinition, addition: ModelAddition): ModelDefinition {
  const classes = model.classes.map((known) => {
    const added = (addition.attributes ?? []).filter((item) => item.class === known.name);
    const placed = added.map((item) => placeAttribute(model, known.name, item.attribute));
    return { ...known, attributes: [...known.attributes, ...placed] };
  });
  return {
    classes: [...classes, ...(addition.classes ?? [])],
    domains: [...model.domains, ...(addition.domains ?? [])],
    lookups: [...model.lookups, ...(addition.lookups ?? [])],
  };
}
