import type { AttributeValue, Direction } from '@popis/model';
import {
  type Candidate,
  type CountingEvidence,
  type CurrentCard,
  type CurrentMaster,
  type CurrentPart,
  findMappedPart,
  type GivenBy,
  type RawRecord,
  type RunMapping,
} from '@popis/reconciliation';
import type { StoredCatalogue } from '../classes/stored-catalogue.ts';
import type { Tx } from '../platform/database/database.ts';
import {
  type CardRow,
  listCardsById,
  listLosingValues,
  listMissed,
  listPartRelations,
  listPartsOfSeveral,
  listReferenced,
  listSourceCards,
  type PartRelationRow,
  type SourceCardRow,
} from './current-state.read-model.ts';
import { toGivenBy } from './relation-words.repository.ts';

/** In which terms current state is read. */
export interface StateScope {
  readonly source: string;
  readonly mapping: RunMapping;
  readonly catalogue: StoredCatalogue;
  /** What of the hardware that is known of masters counts. */
  readonly counting: CountingEvidence;
  /** Whether cards of the source retired when all that it had said was taken back. */
  readonly hasWithdrawn?: boolean;
  /** Whether other sources say relations that do not go by them. */
  readonly hasWords?: boolean;
  /** Whether cards wait to be created in earlier runs of the source, and go on waiting when this one is planned. */
  readonly hasWaitingCards?: boolean;
  /** When sources last looked at everything, by source; absent where no policy lets values grow old. */
  readonly lastRuns?: ReadonlyMap<string, string>;
}

/** A domain on which masters have parts, and the end at which they stand. */
export interface PartPlace {
  readonly domain: string;
  readonly direction: Direction;
}

/** The places where masters of these records may have parts: those the records name, and those of the mapping. */
export function listPartPlaces(scope: StateScope, records: readonly RawRecord[], masters: readonly string[]) {
  const places = new Map<string, PartPlace>();
  const named = new Set<string>();
  for (const record of records) {
    for (const { domain, direction, refers } of record.parts) {
      if (refers === true) continue;
      named.add(domain);
      places.set(`${domain} ${direction}`, { domain, direction });
    }
  }
  for (const mapped of scope.mapping.classes) {
    const domain = scope.catalogue.findDomain(mapped.domain ?? '');
    if (mapped.master || mapped.refers || domain === undefined || named.has(domain.name)) continue;
    for (const master of masters) {
      const isDirected =
        scope.catalogue.isA(master, domain.source) && scope.catalogue.isA(mapped.name, domain.target);
      const direction = isDirected ? 'directed' : 'inverted';
      places.set(`${domain.name} ${direction}`, { domain: domain.name, direction });
    }
  }
  return [...places.values()];
}

/** Reads cards with all that a decision needs, by id. */
export async function readCards(
  tx: Tx,
  scope: StateScope,
  rows: readonly CardRow[],
): Promise<Map<string, CurrentCard>> {
  const facts = await readFacts(tx, scope, rows);
  return new Map(rows.map((row) => [row.id, toCurrentCard(row, facts, scope)]));
}

/** Reads masters with their parts, by the masters' ids, in a handful of statements however many there are. */
export async function readMasters(
  tx: Tx,
  scope: StateScope,
  rows: readonly CardRow[],
  places: readonly PartPlace[],
): Promise<Map<string, CurrentMaster>> {
  const found = await findParts(
    tx,
    scope,
    rows.map((row) => row.id),
    places,
  );
  const facts = await readFacts(tx, scope, [...rows, ...found.map((each) => each.row)]);
  const masters = new Map<string, CurrentMaster & { parts: CurrentPart[] }>();
  for (const row of rows) {
    const known = facts.sourceCards.get(row.id)?.evidence;
    const evidence = scope.counting(scope.catalogue.className(row.classId), known);
    masters.set(row.id, { card: toCurrentCard(row, facts, scope), evidence, parts: [] });
  }
  for (const part of found) {
    masters.get(part.relation.masterId)?.parts.push(toCurrentPart(part, facts, scope));
  }
  return masters;
}

/** A part of a master as the tables hold it. */
interface FoundPart {
  readonly row: CardRow;
  readonly relation: PartRelationRow;
  readonly direction: Direction;
  /** Whether it is part of another master too. */
  readonly several: boolean;
}

/** The parts of masters at the places, as far as the mapping knows their classes there. */
async function findParts(
  tx: Tx,
  scope: StateScope,
  masterIds: readonly string[],
  places: readonly PartPlace[],
): Promise<FoundPart[]> {
  const found: FoundPart[] = [];
  for (const direction of ['directed', 'inverted'] as const) {
    const domainIds = idsOf(
      places.filter((place) => place.direction === direction),
      scope,
    );
    if (domainIds.length === 0) continue;
    const relations = await listPartRelations(tx, masterIds, domainIds, direction, scope);
    const mapped = relations.filter((relation) => isMapped(relation, scope));
    const ids = [...new Set(mapped.map((relation) => relation.partId))];
    const classIds = [...new Set(mapped.map((relation) => relation.partClass))];
    const rows = new Map((await listCardsById(tx, classIds, ids)).map((row) => [row.id, row]));
    const several = await findSeveral(tx, ids, domainIds, direction);
    for (const relation of mapped) {
      const row = rows.get(relation.partId);
      if (row === undefined) continue;
      found.push({ row, relation, direction, several: several.has(`${relation.domainId} ${row.id}`) });
    }
  }
  return found;
}

function isMapped(relation: PartRelationRow, { mapping, catalogue }: StateScope): boolean {
  const domain = catalogue.domainById(relation.domainId).name;
  return findMappedPart(mapping, catalogue.className(relation.partClass), domain) !== undefined;
}

/** What stands in other tables about cards, by card id. */
interface Facts {
  readonly sourceCards: ReadonlyMap<string, SourceCardRow>;
  readonly losing: ReadonlyMap<string, Record<string, Candidate[]>>;
  /** Reference attributes by card: attribute → the card shown and who related it. */
  readonly references: ReadonlyMap<string, Record<string, { shown: string; given: GivenBy }>>;
  /** Since when sources have missed cards: source by card. */
  readonly missed: ReadonlyMap<string, Record<string, string>>;
}

async function readFacts(tx: Tx, scope: StateScope, rows: readonly CardRow[]): Promise<Facts> {
  const ids = rows.map((row) => row.id);
  const sourceCards = await listSourceCards(tx, scope.source, ids);
  const losing = new Map<string, Record<string, Candidate[]>>();
  for (const { cardId, attribute, at, expiresAt, reason, ...rest } of await listLosingValues(tx, ids)) {
    const candidate = {
      ...rest,
      at: at.toISOString(),
      ...(expiresAt === null ? {} : { expiresAt: expiresAt.toISOString() }),
      ...(reason === null ? {} : { reason }),
    };
    const byAttribute = losing.get(cardId) ?? {};
    losing.set(cardId, { ...byAttribute, [attribute]: [...(byAttribute[attribute] ?? []), candidate] });
  }
  return {
    sourceCards: new Map(sourceCards.map((row) => [row.cardId, row])),
    losing,
    references: await readStandingReferences(tx, scope, rows),
    missed: scope.lastRuns === undefined ? new Map() : await readMissed(tx, ids),
  };
}

async function readMissed(tx: Tx, ids: readonly string[]): Promise<Facts['missed']> {
  const missed = new Map<string, Record<string, string>>();
  for (const { cardId, source, since } of await listMissed(tx, ids)) {
    missed.set(cardId, { ...missed.get(cardId), [source]: since.toISOString() });
  }
  return missed;
}

async function readStandingReferences(
  tx: Tx,
  scope: StateScope,
  rows: readonly CardRow[],
): Promise<Facts['references']> {
  const references = new Map<string, Record<string, { shown: string; given: GivenBy }>>();
  for (const [classId, ofClass] of Map.groupBy(rows, (row) => row.classId)) {
    const ids = ofClass.map((row) => row.id);
    for (const { name, domain, direction } of listMappedReferences(scope, classId)) {
      const domainId = scope.catalogue.domainId(domain.name);
      for (const row of await listReferenced(tx, ids, [domainId], direction)) {
        const given = { source: row.source, runId: row.runId, at: row.at };
        const known = references.get(row.cardId) ?? {};
        references.set(row.cardId, { ...known, [name]: { shown: row.otherId, given } });
      }
    }
  }
  return references;
}

function listMappedReferences(scope: StateScope, classId: number) {
  const className = scope.catalogue.className(classId);
  const mapped = scope.mapping.classes.filter((each) => each.name === className);
  return scope.catalogue
    .references(className)
    .filter((reference) => mapped.some((each) => each.attributes.includes(reference.name)));
}

async function findSeveral(
  tx: Tx,
  ids: readonly string[],
  domainIds: readonly number[],
  direction: Direction,
): Promise<Set<string>> {
  const several = await listPartsOfSeveral(tx, ids, domainIds, direction);
  return new Set(several.map((row) => `${row.domainId} ${row.cardId}`));
}

function toCurrentCard(row: CardRow, facts: Facts, scope: StateScope): CurrentCard {
  const attributes: Record<string, AttributeValue> = {
    Code: row.code,
    Description: row.description,
    ...row.attributes,
  };
  const provenance = { ...row.provenance };
  for (const [name, { shown, given }] of Object.entries(facts.references.get(row.id) ?? {})) {
    attributes[name] = shown;
    provenance[name] = given;
  }
  return {
    id: row.id,
    class: scope.catalogue.className(row.classId),
    changeId: row.revision,
    attributes,
    provenance,
    losing: facts.losing.get(row.id) ?? {},
    createdBySource: facts.sourceCards.get(row.id)?.created ?? false,
    mark: facts.sourceCards.get(row.id)?.mark ?? null,
    ...(scope.lastRuns === undefined
      ? {}
      : { seenAt: { ...Object.fromEntries(scope.lastRuns), ...facts.missed.get(row.id) } }),
  };
}

function toCurrentPart(part: FoundPart, facts: Facts, scope: StateScope): CurrentPart {
  const { row, relation, direction, several } = part;
  const card = toCurrentCard(row, facts, scope);
  return {
    class: card.class,
    card,
    relationId: relation.relationId,
    domain: scope.catalogue.domainById(relation.domainId).name,
    direction,
    relatedBySource: relation.relatedBy === scope.source,
    saidBySource: relation.said,
    alsoBy: relation.alsoBy.map(toGivenBy),
    shared: several || (facts.sourceCards.get(row.id)?.shared ?? false),
  };
}

function idsOf(places: readonly PartPlace[], scope: StateScope): number[] {
  const known = places.filter((place) => scope.catalogue.findDomain(place.domain) !== undefined);
  return known.map((place) => scope.catalogue.domainId(place.domain));
}
