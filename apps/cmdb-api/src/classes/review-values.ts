import {
  type AttributeDefinition,
  type AttributeMove,
  type AttributeValue,
  type Catalogue,
  compileAttributes,
  describeAttribute,
  equalValues,
  listAttributeMoves,
  readValue,
} from '@popis/model';
import type { Tx } from '../platform/database/database.ts';
import {
  type FoundCards,
  findCardsHolding,
  findCardsWithout,
  findTwins,
  listHeldValues,
  listRelationValues,
} from './model-review.read-model.ts';
import type { BrokenValues } from './model-review.ts';
import { findDisabledEnds } from './review-ends.ts';
import type { StoredCatalogue } from './stored-catalogue.ts';

/**
 * Finds the values that the next model does not allow, though cards and relations have them.
 *
 * @param after the next model, with every value of its lookups active: one that is not any more may stay where it is
 * @param filled attributes, as `Class.Attribute`, that cards without a value will be given one of
 */
export async function findBrokenValues(
  tx: Tx,
  before: StoredCatalogue,
  after: Catalogue,
  filled: ReadonlySet<string>,
): Promise<BrokenValues[]> {
  const broken: BrokenValues[] = [];
  for (const move of listAttributeMoves(before, after)) {
    if (move.after === undefined) continue;
    const classIds = move.classes.map((name) => before.classId(name));
    const report = (suffix: string, found: FoundCards, message: string) => {
      if (found.count > 0) broken.push(toBroken(before, `${move.path}${suffix}`, found, message));
    };
    if (move.after.mandatory && move.before?.mandatory !== true && !isFilled(move, filled)) {
      const end = referenceEnd(before, after, move);
      const found =
        move.after.type === 'reference' && end === undefined
          ? await findCardsWithout(tx, classIds, { name: move.name, type: 'json' })
          : await findCardsWithout(tx, classIds, move.after, end);
      report('.mandatory', found, 'have no value');
    }
    if (move.after.type === 'reference') continue;
    if (move.after.unique && move.before?.unique !== true) {
      report('.unique', await findTwins(tx, classIds, move.after), 'have the value of another card');
    }
    if (!sameMeaning(move.before, move.after)) {
      const faulty = await findFaulty(tx, 'card', classIds, after, move.after);
      for (const [message, values] of faulty) {
        report('', await findCardsHolding(tx, classIds, move.after, values), `have a value that ${message}`);
      }
      broken.push(...(await findBrokenPast(tx, classIds, move)));
    }
  }
  broken.push(...(await findBrokenRelations(tx, before, after)));
  broken.push(...(await findDisabledEnds(tx, before, after)));
  return broken;
}

function isFilled({ path }: AttributeMove, filled: ReadonlySet<string>): boolean {
  const [, owner = '', , name = ''] = path.split('.');
  return filled.has(`${owner}.${name}`);
}

/** Only what decides whether a value is allowed. */
function sameMeaning(before: AttributeDefinition | undefined, after: AttributeDefinition): boolean {
  const meaningOf = (attribute: AttributeDefinition) => {
    const { type = null, lookup = null, validation = null } = describeAttribute(attribute);
    return { type, lookup, validation };
  };
  return before !== undefined && equalValues(meaningOf(before), meaningOf(after));
}

function referenceEnd(before: StoredCatalogue, after: Catalogue, move: AttributeMove) {
  const domain = move.after?.domain;
  const direction = after.findReferenceEnd(move.classes[0] ?? '', domain ?? '');
  if (domain === undefined || before.findDomain(domain) === undefined) return undefined;
  const near: 'source' | 'target' = direction === 'inverted' ? 'target' : 'source';
  return { domainId: before.domainId(domain), near };
}

/** Fault → values that have it. */
async function findFaulty(
  tx: Tx,
  table: 'card' | 'card_history',
  classIds: readonly number[],
  after: Catalogue,
  attribute: AttributeDefinition,
): Promise<Map<string, AttributeValue[]>> {
  const held = await listHeldValues(tx, table, classIds, attribute);
  return groupFaulty(after, attribute, held);
}

/** A value that would have to be stored otherwise is none of the new type either. */
function groupFaulty(
  after: Catalogue,
  attribute: AttributeDefinition,
  held: readonly AttributeValue[],
): Map<string, AttributeValue[]> {
  const validator = compileAttributes(after, [attribute]);
  const faulty = new Map<string, AttributeValue[]>();
  for (const value of held) {
    const { faults, values } = validator.checkEdit({ [attribute.name]: value });
    const isKept = equalValues(values[attribute.name], value);
    const message = faults[0]?.message ?? (isKept ? undefined : `is none of the type ${attribute.type}`);
    if (message === undefined) continue;
    faulty.set(message, [...(faulty.get(message) ?? []), value]);
  }
  return faulty;
}

/** Lists as of an instant in the past read the values of then by the type of now, so that type must be able to hold them. */
async function findBrokenPast(
  tx: Tx,
  classIds: readonly number[],
  { path, after, before }: AttributeMove,
): Promise<BrokenValues[]> {
  if (after === undefined || after.type === before?.type) return [];
  const held = await listHeldValues(tx, 'card_history', classIds, after);
  let count = 0;
  for (const value of held) if ('fault' in readValue(after.type, value)) count += 1;
  if (count === 0) return [];
  return [
    { path: `${path}.type`, message: `${count} values of past versions are none of it`, count, cards: [] },
  ];
}

async function findBrokenRelations(
  tx: Tx,
  before: StoredCatalogue,
  after: Catalogue,
): Promise<BrokenValues[]> {
  const broken: BrokenValues[] = [];
  for (const { name: domain, attributes } of after.domains) {
    const old = before.findDomain(domain);
    if (old === undefined) continue;
    for (const attribute of attributes) {
      const standing = old.attributes.find(({ name }) => name === attribute.name);
      const isNewlyMandatory = attribute.mandatory && standing?.mandatory !== true;
      if (sameMeaning(standing, attribute) && !isNewlyMandatory) continue;
      const held = await listRelationValues(tx, before.domainId(domain), attribute.name);
      const counts = new Map(held.map(({ value, count }) => [JSON.stringify(value), count]));
      for (const [message, values] of groupFaulty(
        after,
        attribute,
        held.map(({ value }) => value),
      )) {
        let count = 0;
        for (const value of values) count += counts.get(JSON.stringify(value)) ?? 0;
        const path = `domains.${domain}.attributes.${attribute.name}`;
        broken.push({ path, message: `${count} relations have a value that ${message}`, count, cards: [] });
      }
    }
  }
  return broken;
}

function toBroken(
  before: StoredCatalogue,
  path: string,
  { count, cards }: FoundCards,
  message: string,
): BrokenValues {
  return {
    path,
    message: `cannot be promised: ${count} cards ${message}`,
    count,
    cards: cards.map(({ id, class_id, code, description, value }) => ({
      id,
      class: before.className(class_id),
      code,
      description,
      value,
    })),
  };
}
