import {
  type AttributeDefinition,
  builtInAttributes,
  type ClassDefinition,
  type ModelDefinition,
} from './definitions.ts';

/** An attribute that may leave its position to {@link placeAttribute}. */
export type DraftAttribute = Omit<AttributeDefinition, 'position'> & { position?: number | undefined };

/** How far apart attributes are put, so that there is room between them. */
const step = 10;

/**
 * The attribute with a position: its own, or the next free one of the class, behind all that it has, and before the notes. What
 * other attributes of its descendants have is not free either.
 */
export function placeAttribute(
  model: Pick<ModelDefinition, 'classes'>,
  className: string,
  draft: DraftAttribute,
): AttributeDefinition {
  if (draft.position !== undefined) return { ...draft, position: draft.position };
  const family = model.classes.filter((other) => isWithin(model.classes, other, className));
  const lineage = model.classes.filter((other) => {
    return model.classes.some((own) => own.name === className && isWithin(model.classes, own, other.name));
  });
  const taken = new Set(positionsOf(family));
  let position = (Math.floor(Math.max(-step, ...positionsOf(lineage)) / step) + 1) * step;
  while (taken.has(position)) position += step;
  return { ...draft, position };
}

function positionsOf(classes: readonly ClassDefinition[]): number[] {
  const own = classes.flatMap(({ attributes }) => attributes);
  const builtIn = new Set(builtInAttributes.map(({ name }) => name));
  return own.filter(({ name }) => !builtIn.has(name)).map(({ position }) => position);
}

/** Whether the class is the other one, or below it. */
function isWithin(
  classes: readonly ClassDefinition[],
  { name, superclass }: ClassDefinition,
  other: string,
): boolean {
  const seen = new Set([name]);
  let above = superclass;
  if (name === other) return true;
  while (above !== null && !seen.has(above)) {
    if (above === other) return true;
    seen.add(above);
    const next = above;
    above = classes.find((found) => found.name === next)?.superclass ?? null;
  }
  return false;
}
