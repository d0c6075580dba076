-- A walk counts what leads on from thousands of cards: with the far end in it, the index alone answers that.

DROP INDEX relation_source_id_domain_id_idx;
DROP INDEX relation_target_id_domain_id_idx;
CREATE INDEX relation_source_id_domain_id_target_id_idx ON relation (source_id, domain_id, target_id);
CREATE INDEX relation_target_id_domain_id_source_id_idx ON relation (target_id, domain_id, source_id);
