import type { JsonValue } from '@popis/model';
import type { Change } from '../changes/attestation.ts';
import type { Provenance, StoredCard, StoredRelation } from './card-work.ts';
import type { DraftCard } from './decide-cards.ts';
import type { DraftRelation } from './decide-relations.ts';

/** Gives a draft what its change knows: time, id, and the provenance of what is new. */
export function stampCard(draft: DraftCard, change: Change): StoredCard {
  const { changed, ...values } = draft;
  const provenance = { ...draft.provenance };
  for (const name of changed) provenance[name] = provenanceOf(change);
  return { ...values, provenance, validFrom: change.at, changeId: change.id, revision: change.id };
}

export function stampRelation(draft: DraftRelation, change: Change): StoredRelation {
  return { ...draft, provenance: provenanceOf(change), validFrom: change.at, changeId: change.id };
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

/** The attested form of what a change wrote: in the order of ids, so that it can be made again from the tables. */
export function toAttestedContent(written: WrittenContent): JsonValue {
  return {
    cards: [...written.cards]
      .sort(byId)
      .map(({ classId, id, code, description, attributes, provenance }) => ({
        class: classId,
        id,
        code,
        description,
        attributes,
        provenance: Object.fromEntries(Object.entries(provenance).map(([name, from]) => [name, { ...from }])),
      })),
    endedCards: [...written.endedCards]
      .sort(byId)
      .map(({ id, validFrom, retired }) => ({ id, validFrom: validFrom.toISOString(), retired })),
    relations: [...written.relations].sort(byId).map((relation) => ({
      id: relation.id,
      domain: relation.domainId,
      source: relation.sourceId,
      target: relation.targetId,
      attributes: relation.attributes,
      provenance: { ...relation.provenance },
    })),
    endedRelations: [...written.endedRelations]
      .sort(byId)
      .map(({ id, validFrom }) => ({ id, validFrom: validFrom.toISOString() })),
  };
}

function byId(one: { id: string }, other: { id: string }): number {
  return one.id < other.id ? -1 : 1;
}
