import { ConflictError, type Fault, InvalidInputError } from '@popis/errors';
import { attributeExpression, parseUniqueIndexName } from '../classes/attribute-expression.ts';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import type { Tx } from '../platform/database/database.ts';
import { findSummaries } from './card-summaries.read-model.ts';
import type { StoredCard, StoredRelation } from './card-work.ts';
import { findHolders } from './cards.repository.ts';
import type { CheckedWork } from './check-work.ts';
import { valuesOf } from './decide-cards.ts';
import { cardinalityIndexes, findRelationsInTheWay, relationEndKeys } from './relations.repository.ts';

/** Turns the refusal of a unique index into a fault for each value that is taken. */
export async function explainCardViolation(
  tx: Tx,
  catalogue: StoredCatalogue,
  constraint: string,
  cards: readonly StoredCard[],
  checked: CheckedWork,
): Promise<void> {
  const index = parseUniqueIndexName(constraint);
  if (index === undefined) return;
  const className = catalogue.className(index.classId);
  const attribute = catalogue
    .getClass(className)
    .attributes.find((candidate) => catalogue.attributeId(className, candidate.name) === index.attributeId);
  if (attribute === undefined) return;

  const wanted = cards.filter((card) => card.classId === index.classId);
  const values = wanted.map((card) => String(valuesOf(card)[attribute.name] ?? ''));
  const holders = await findHolders(tx, index.classId, attributeExpression(attribute), values);
  const paths = new Map([...checked.creates, ...checked.updates].map((card) => [card.id, card.path]));
  const faults: Fault[] = [];
  const seen = new Map<string, string>();
  for (const [position, card] of wanted.entries()) {
    const value = values[position] ?? '';
    const holder =
      holders.find((other) => other.value === value && other.id !== card.id)?.id ?? seen.get(value);
    if (value !== '' && holder !== undefined) {
      const path = `${paths.get(card.id) ?? ''}attributes.${attribute.name}`;
      faults.push({ path, message: `"${value}" belongs to another ${className} already (${holder})` });
    }
    seen.set(value, card.id);
  }
  throw new InvalidInputError(`${attribute.label} must be unique among ${className} cards`, faults);
}

/** Turns the refusal of a cardinality index, or of a key to a card that is gone, into what is in the way. */
export async function explainRelationViolation(
  tx: Tx,
  catalogue: StoredCatalogue,
  constraint: string,
  relations: readonly StoredRelation[],
): Promise<void> {
  if (relationEndKeys.has(constraint)) {
    throw new ConflictError('A card of the relation was retired in the meantime');
  }
  if (!cardinalityIndexes.has(constraint)) return;
  const [found] = await findRelationsInTheWay(tx, relations);
  if (found === undefined) throw new ConflictError('Two relations of this work exclude each other');
  const summaries = await findSummaries(tx, catalogue, [found.sourceId, found.targetId]);
  const source = summaries.get(found.sourceId);
  const target = summaries.get(found.targetId);
  const { name, directLabel, cardinality } = catalogue.domainById(found.domainId);
  const nameOf = (card: typeof source) =>
    `${card?.class ?? ''} ${card?.code ?? card?.description ?? card?.id ?? ''}`;
  throw new ConflictError(
    `${nameOf(source)} ${directLabel} ${nameOf(target)} already, and ${name} is ${cardinality}`,
    { current: { id: found.id, domain: name, source: source ?? null, target: target ?? null } },
  );
}
