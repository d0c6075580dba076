-- A walk asks thousands of cards for what they lead to and of which class that is: with the class in it, the index alone answers.

DROP INDEX relation_source_id_domain_id_target_id_idx;
DROP INDEX relation_target_id_domain_id_source_id_idx;
CREATE INDEX relation_source_id_domain_id_target_id_idx ON relation (source_id, domain_id, target_id) INCLUDE (target_class);
CREATE INDEX relation_target_id_domain_id_source_id_idx ON relation (target_id, domain_id, source_id) INCLUDE (source_class);
