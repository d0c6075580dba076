-- The relations of a source that is taken back and that are still to be seen to.
CREATE TABLE source_withdrawal_relation (
  withdrawal_id uuid NOT NULL,
  relation_id uuid NOT NULL,
  CONSTRAINT source_withdrawal_relation_withdrawal_id_relation_id_pkey PRIMARY KEY (withdrawal_id, relation_id),
  CONSTRAINT source_withdrawal_relation_withdrawal_id_fkey FOREIGN KEY (withdrawal_id) REFERENCES source_withdrawal (id)
);
