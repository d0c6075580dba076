import type { Tx } from '../platform/database/database.ts';
import { wordOf } from './relation-words.repository.ts';

/** Whose relations are nothing that others have hung on a card. */
export type Hanging = { readonly runId: string } | { readonly source: string };

/** SQL of whether somebody else says a relation `held` of the source $2 too: by a word on it, or on a reference that shows it. */
const isSaidByOthers = `EXISTS (SELECT 1 FROM relation_word AS word WHERE ${wordOf('held')} AND word.source <> $2)
       OR EXISTS (SELECT 1 FROM losing_value AS lost WHERE lost.source <> $2 AND (
         (lost.card_id = held.source_id AND lost.value = to_jsonb(held.target_id::text))
         OR (lost.card_id = held.target_id AND lost.value = to_jsonb(held.source_id::text))))`;

/** What others than a run, or than a source, have hung on cards, in words, by card. */
export async function listHangers(
  tx: Tx,
  own: Hanging,
  cardIds: readonly string[],
): Promise<Map<string, string[]>> {
  const [name, value] = 'runId' in own ? ['runId', own.runId] : ['source', own.source];
  const saidToo = 'runId' in own ? 'false' : isSaidByOthers;
  const rows: { id: string; what: string }[] = await tx.query(
    `SELECT held.id, concat(count(*), ' of ', domain.name) AS what
     FROM (SELECT relation.source_id AS id, relation.* FROM relation WHERE relation.source_id = ANY ($3::uuid[])
       UNION ALL SELECT relation.target_id, relation.* FROM relation WHERE relation.target_id = ANY ($3::uuid[]))
       AS held (id, relation_id, domain_id, source_class, source_id, target_class, target_id, attributes, provenance)
     JOIN domain ON domain.id = held.domain_id
     WHERE held.provenance ->> $1::text IS DISTINCT FROM $2::text OR ${saidToo} GROUP BY held.id, domain.name
     UNION ALL
     SELECT link.card_id, concat(count(*), ' documents') FROM document_link AS link
     WHERE link.card_id = ANY ($3::uuid[]) AND link.valid_to IS NULL GROUP BY link.card_id
     UNION ALL
     SELECT note.card_id, concat(count(*), ' notes of the journal') FROM journal_note AS note
     WHERE note.card_id = ANY ($3::uuid[]) AND note.struck_at IS NULL GROUP BY note.card_id`,
    [name, value, cardIds],
  );
  const hangers = new Map<string, string[]>();
  for (const { id, what } of rows) hangers.set(id, [...(hangers.get(id) ?? []), what]);
  return hangers;
}
