import type { JsonValue, ModelDifference } from '@popis/model';

/**
 * The attested form of what a change did to the model, made from its rows of `model_change` alone. Items that were only
 * added are attested as changes of the model were before items could be altered.
 */
export function toAttestedModelChange(differences: readonly ModelDifference[]): JsonValue {
  if (differences.some((difference) => difference.old !== null)) {
    return { model: differences.map(({ kind, name, old, new: item }) => ({ kind, name, old, new: item })) };
  }
  const added = (kind: ModelDifference['kind']) => {
    const items = differences.filter((difference) => difference.kind === kind).sort(byName);
    return items.map(({ name, new: item }) => ({ name, definition: item }));
  };
  return {
    classes: added('class').map((item) => item.definition),
    attributes: added('attribute'),
    domains: added('domain').map((item) => item.definition),
    lookups: added('lookup').map((item) => item.definition),
  };
}

function byName(one: { name: string }, other: { name: string }): number {
  return one.name < other.name ? -1 : 1;
}
