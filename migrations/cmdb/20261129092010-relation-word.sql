-- Who else than the one that a relation goes by says that it is: another source that reports the same two cards. A word counts
-- as long as the relation stands that it was said of, and until its source takes it back.
CREATE TABLE relation_word (
  domain_id integer NOT NULL,
  source_id uuid NOT NULL,
  target_id uuid NOT NULL,
  source text NOT NULL,
  run_id uuid NOT NULL,
  at timestamptz NOT NULL,
  taken_back_by uuid,
  CONSTRAINT relation_word_domain_id_source_id_target_id_source_pkey PRIMARY KEY (domain_id, source_id, target_id, source),
  CONSTRAINT relation_word_domain_id_fkey FOREIGN KEY (domain_id) REFERENCES domain (id) ON DELETE CASCADE,
  CONSTRAINT relation_word_source_fkey FOREIGN KEY (source) REFERENCES source (name)
);
CREATE INDEX relation_word_run_id_idx ON relation_word (run_id);
CREATE INDEX relation_word_taken_back_by_idx ON relation_word (taken_back_by) WHERE taken_back_by IS NOT NULL;
