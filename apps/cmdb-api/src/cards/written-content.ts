import type { JsonValue } from '@popis/model';
import { type Change, hashItem } from '../changes/attestation.ts';
import type { OverrideTerms, Provenance, StoredCard, StoredRelation } from './card-work.ts';
import type { DraftCard } from './decide-cards.ts';
import type { DraftRelation } from './decide-relations.ts';

/** Gives a draft what its change knows: time, id, and the provenance of what is new. */
export function stampCard(draft: DraftCard, change: Change): StoredCard {
  const { changed, given, overrides, ...values } = draft;
  const provenance = { ...draft.provenance };
  for (const name of changed) provenance[name] = { ...provenanceOf(change), ...termsOf(overrides?.[name]) };
  for (const [name, own] of Object.entries(given ?? {})) {
    if (own === null) delete provenance[name];
    else provenance[name] = own;
  }
  return { ...values, provenance, validFrom: change.at, changeId: change.id, revision: change.id };
}

function termsOf({ until, reason }: OverrideTerms = {}): Pick<Provenance, 'expiresAt' | 'reason'> {
  return {
    ...(until === undefined ? {} : { expiresAt: until }),
    ...(reason === undefined ? {} : { reason }),
  };
}

export function stampRelation({ given, ...draft }: DraftRelation, change: Change): StoredRelation {
  return { ...draft, provenance: given ?? provenanceOf(change), validFrom: change.at, changeId: change.id };
}

function provenanceOf(change: Change): Provenance {
  return { source: change.source, runId: change.runId, at: change.at.toISOString() };
}

/** Everything that a change wrote to cards and relations. */
export interface WrittenContent {
  /** Versions that began. */
  cards: readonly Pick<StoredCard, 'classId' | 'id' | 'code' | 'description' | 'attributes' | 'provenance'>[];
  /** Versions that ended; `retired` = the card ended with it. */
  endedCards: readonly { id: string; validFrom: Date; retired: boolean }[];
  relations: readonly Omit<StoredRelation, 'validFrom' | 'changeId'>[];
  endedRelations: readonly { id: string; validFrom: Date }[];
}

/** One thing that a change wrote to cards and relations, with the hash that attests it. */
export interface WrittenItem {
  kind: 'card' | 'endedCard' | 'relation' | 'endedRelation';
  /** Of the card or relation; a change begins and ends one version of it at most. */
  id: string;
  hash: Buffer;
}

/** What the numbers of the model stand for, so that what is attested does not hang on them. */
export interface ModelNames {
  className(id: number): string;
  domainName(id: number): string;
}

/** The attested form of what a change wrote, thing by thing; made again from the tables it gives the same hashes. */
export function toWrittenItems(written: WrittenContent, names: ModelNames): WrittenItem[] {
  const items: WrittenItem[] = [];
  const add = (kind: WrittenItem['kind'], id: string, item: JsonValue) => {
    items.push({ kind, id, hash: hashItem({ [kind]: item }) });
  };
  for (const card of written.cards) {
    add('card', card.id, { ...toAttestedCard(card), class: names.className(card.classId) });
  }
  for (const ended of written.endedCards) {
    const { id, validFrom, retired } = ended;
    add('endedCard', id, { id, validFrom: validFrom.toISOString(), retired });
  }
  for (const relation of written.relations) {
    add('relation', relation.id, {
      ...toAttestedRelation(relation),
      domain: names.domainName(relation.domainId),
      sourceClass: names.className(relation.sourceClass),
      targetClass: names.className(relation.targetClass),
    });
  }
  for (const { id, validFrom } of written.endedRelations) {
    add('endedRelation', id, { id, validFrom: validFrom.toISOString() });
  }
  return items;
}

/** The attested form of what changes of form 1 wrote: in the order of ids. */
export function toAttestedContent(written: WrittenContent): JsonValue {
  return {
    cards: [...written.cards].sort(byId).map(toAttestedCard),
    endedCards: [...written.endedCards]
      .sort(byId)
      .map(({ id, validFrom, retired }) => ({ id, validFrom: validFrom.toISOString(), retired })),
    relations: [...written.relations].sort(byId).map(toAttestedRelation),
    endedRelations: [...written.endedRelations]
      .sort(byId)
      .map(({ id, validFrom }) => ({ id, validFrom: validFrom.toISOString() })),
  };
}

function toAttestedCard(card: WrittenContent['cards'][number]): Record<string, JsonValue> {
  const { classId, id, code, description, attributes, provenance } = card;
  return { class: classId, id, code, description, attributes, provenance };
}

function toAttestedRelation(relation: WrittenContent['relations'][number]): Record<string, JsonValue> {
  const { id, domainId: domain, sourceId: source, targetId: target, attributes } = relation;
  return { id, domain, source, target, attributes, provenance: relation.provenance };
}

function byId(one: { id: string }, other: { id: string }): number {
  return one.id < other.id ? -1 : 1;
}
