import { wordOf } from '../../apps/cmdb-api/src/reconciliation/relation-words.repository.ts';
import type { TestCmdb } from './test-cmdb.ts';

/**
 * All that runs write, but for what is new with every write: versions, the ids of relations and the time of a change. Two equal
 * states are equal to every reader and to every later run.
 */
export async function readState(cmdb: TestCmdb): Promise<string[]> {
  const rows = await cmdb.query<{ item: string }>(
    `SELECT concat_ws(' ', 'card', card.id, class.name, card.code, card.description, card.attributes, card.provenance) AS item
     FROM card JOIN class ON class.id = card.class_id
     UNION ALL
     SELECT concat_ws(' ', 'relation', domain.name, relation.source_id, relation.target_id, relation.attributes,
       relation.provenance)
     FROM relation JOIN domain ON domain.id = relation.domain_id
     UNION ALL
     SELECT concat_ws(' ', 'said', domain.name, word.source_id, word.target_id, word.source, word.run_id, word.at)
     FROM relation_word AS word JOIN domain ON domain.id = word.domain_id
     JOIN relation ON ${wordOf('relation')}
     UNION ALL SELECT concat_ws(' ', 'losing', to_jsonb(losing_value)) FROM losing_value
     UNION ALL SELECT concat_ws(' ', 'known', to_jsonb(source_card)) FROM source_card
     ORDER BY item`,
  );
  return rows.map((row) => row.item);
}
