import { builtInAttributes, type Catalogue, type ModelDefinition, type ModelDifference } from '@popis/model';
import type { Tx } from '../platform/database/database.ts';
import {
  countRelationsOf,
  countRowsOf,
  type FoundCards,
  findCardsWith,
  findCardsWithCode,
} from './model-review.read-model.ts';
import { type ModelUse, maxShown } from './model-review.ts';
import type { StoredCatalogue } from './stored-catalogue.ts';

/** Finds by what each item is used that is to be deleted: items of the next model, cards, relations, their past. */
export async function findUses(
  tx: Tx,
  before: StoredCatalogue,
  next: ModelDefinition,
  after: Catalogue,
  differences: readonly ModelDifference[],
): Promise<ModelUse[]> {
  const uses: ModelUse[] = [];
  for (const { kind, name, old, new: item } of differences) {
    if (old !== null && item === null) {
      if (kind === 'class') uses.push(...(await findUsesOfClass(tx, before, next, name)));
      if (kind === 'attribute') uses.push(...(await findUsesOfAttribute(tx, before, after, name)));
      if (kind === 'domain') uses.push(...(await findUsesOfDomain(tx, before, next, name)));
      if (kind === 'lookup') uses.push(...findUsesOfLookup(next, name));
    } else if (kind === 'domain' && old !== null) {
      uses.push(...(await findUsesOfRelationAttributes(tx, before, after, name)));
    } else if (kind === 'lookup' && old !== null) {
      uses.push(...(await findUsesOfValues(tx, before, after, name)), ...findValuesBelow(before, next, name));
    }
  }
  return uses.filter((use) => use.count > 0);
}

async function findUsesOfClass(
  tx: Tx,
  before: StoredCatalogue,
  next: ModelDefinition,
  name: string,
): Promise<ModelUse[]> {
  const item = `class ${name}`;
  const below = next.classes.filter(({ superclass }) => superclass === name);
  const joined = next.domains.filter(({ source, target }) => source === name || target === name);
  const ids = before.findClass(name)?.abstract === true ? [] : [before.classId(name)];
  const cards = await countRowsOf(tx, 'card', ids);
  const past = await countRowsOf(tx, 'card_history', ids);
  return [
    toUse(item, 'classes', below),
    toUse(item, 'domains', joined),
    { item, by: 'cards', count: cards, names: [] },
    { item, by: 'past versions', count: past, names: [] },
  ];
}

async function findUsesOfAttribute(
  tx: Tx,
  before: StoredCatalogue,
  after: Catalogue,
  qualified: string,
): Promise<ModelUse[]> {
  const [className = '', name = ''] = qualified.split('.');
  const attribute = before.findAttribute(className, name);
  const isRestated = builtInAttributes.some((builtIn) => builtIn.name === name);
  if (attribute === undefined || isRestated || attribute.type === 'reference') return [];
  const classIds = before
    .getClass(className)
    .concrete.filter((known) => after.findClass(known) !== undefined)
    .map((known) => before.classId(known));
  const found = await findCardsWith(tx, classIds, attribute);
  return [toCardUse(`attribute ${qualified}`, found)];
}

async function findUsesOfDomain(
  tx: Tx,
  before: StoredCatalogue,
  next: ModelDefinition,
  name: string,
): Promise<ModelUse[]> {
  const item = `domain ${name}`;
  const ids = [before.domainId(name)];
  const shown = listAttributes(next).filter((attribute) => attribute.domain === name);
  return [
    toUse(item, 'attributes', shown),
    { item, by: 'relations', count: await countRelationsOf(tx, 'relation', ids), names: [] },
    { item, by: 'past relations', count: await countRelationsOf(tx, 'relation_history', ids), names: [] },
  ];
}

function findUsesOfLookup(next: ModelDefinition, name: string): ModelUse[] {
  const attributes = listAttributes(next).filter((attribute) => attribute.lookup === name);
  const below = next.lookups.filter((lookup) => lookup.parent === name);
  return [toUse(`lookup ${name}`, 'attributes', attributes), toUse(`lookup ${name}`, 'lookups', below)];
}

/** Values of a lookup that are gone, or not active any more, and what of the next model stands below them. */
function findValuesBelow(before: StoredCatalogue, next: ModelDefinition, lookup: string): ModelUse[] {
  const after = next.lookups.find(({ name }) => name === lookup)?.values ?? [];
  const below = next.lookups.filter(({ parent }) => parent === lookup);
  const uses: ModelUse[] = [];
  for (const { code, active } of before.findLookup(lookup)?.values ?? []) {
    const kept = after.find((value) => value.code === code);
    if (kept !== undefined && (kept.active || !active)) continue;
    const users = below.flatMap(({ name, values }) =>
      values
        .filter((value) => value.parent === code && (kept === undefined || value.active))
        .map((value) => ({ name: `${name}.${value.code}` })),
    );
    uses.push(toUse(`lookup value ${lookup}.${code}`, 'lookup values', users));
  }
  return uses;
}

async function findUsesOfRelationAttributes(
  tx: Tx,
  before: StoredCatalogue,
  after: Catalogue,
  domain: string,
): Promise<ModelUse[]> {
  const kept = new Set(after.findDomain(domain)?.attributes.map(({ name }) => name));
  const uses: ModelUse[] = [];
  for (const { name } of before.getDomain(domain).attributes) {
    if (kept.has(name)) continue;
    const count = await countRelationsOf(tx, 'relation', [before.domainId(domain)], name);
    uses.push({ item: `attribute ${domain}.${name}`, by: 'relations', count, names: [] });
  }
  return uses;
}

/** Values of a lookup that are gone: cards and relations that have them. Past versions keep their codes. */
async function findUsesOfValues(
  tx: Tx,
  before: StoredCatalogue,
  after: Catalogue,
  lookup: string,
): Promise<ModelUse[]> {
  const kept = new Set(after.findLookup(lookup)?.values.map(({ code }) => code));
  const gone = before.findLookup(lookup)?.values.filter(({ code }) => !kept.has(code)) ?? [];
  const uses: ModelUse[] = [];
  for (const { code } of gone) {
    const item = `lookup value ${lookup}.${code}`;
    for (const known of before.classes) {
      if (known.abstract || after.findClass(known.name) === undefined) continue;
      for (const attribute of known.attributes) {
        if (attribute.lookup !== lookup) continue;
        const found = await findCardsWithCode(tx, [before.classId(known.name)], attribute, code);
        uses.push(toCardUse(item, found));
      }
    }
    for (const { name: domain, attributes } of before.domains) {
      for (const attribute of attributes) {
        if (attribute.lookup !== lookup || after.findDomain(domain) === undefined) continue;
        const ids = [before.domainId(domain)];
        const count = await countRelationsOf(tx, 'relation', ids, attribute.name, code);
        uses.push({ item, by: 'relations', count, names: [domain] });
      }
    }
  }
  return uses;
}

function listAttributes(model: ModelDefinition) {
  return [...model.classes, ...model.domains].flatMap(({ name: owner, attributes }) =>
    attributes.map((attribute) => ({ ...attribute, name: `${owner}.${attribute.name}` })),
  );
}

function toUse(item: string, by: ModelUse['by'], users: readonly { name: string }[]): ModelUse {
  return { item, by, count: users.length, names: users.slice(0, maxShown).map(({ name }) => name) };
}

function toCardUse(item: string, found: FoundCards): ModelUse {
  const names = found.cards.map((card) => card.code ?? card.description ?? card.id);
  return { item, by: 'cards', count: found.count, names };
}
