-- What people answer to records in quarantine: kept for their source, and used by each of its later plans.

-- A version is never edited, only ended, as with policies. class, key and evidence are what the record is known again by:
-- the key and the evidence in the form in which they are compared.
CREATE TABLE quarantine_answer (
  id uuid NOT NULL,
  source text NOT NULL,
  class text NOT NULL,
  key text NOT NULL,
  evidence jsonb NOT NULL,
  answer text NOT NULL,
  card_id uuid,
  valid_from timestamptz NOT NULL,
  change_id uuid NOT NULL,
  valid_to timestamptz,
  ended_change_id uuid,
  CONSTRAINT quarantine_answer_id_pkey PRIMARY KEY (id),
  CONSTRAINT quarantine_answer_source_fkey FOREIGN KEY (source) REFERENCES source (name),
  CONSTRAINT quarantine_answer_change_id_fkey FOREIGN KEY (change_id) REFERENCES change (id),
  CONSTRAINT quarantine_answer_ended_change_id_fkey FOREIGN KEY (ended_change_id) REFERENCES change (id),
  CONSTRAINT quarantine_answer_answer_check CHECK (answer IN ('same-card', 'ignore')),
  CONSTRAINT quarantine_answer_answer_card_id_check CHECK ((answer = 'same-card') = (card_id IS NOT NULL)),
  CONSTRAINT quarantine_answer_valid_from_valid_to_check CHECK (valid_from < valid_to),
  CONSTRAINT quarantine_answer_valid_to_ended_change_id_check CHECK ((valid_to IS NULL) = (ended_change_id IS NULL))
);
-- The evidence by its hash: two hundred hardware addresses are more than an index takes.
CREATE UNIQUE INDEX quarantine_answer_source_class_key_evidence_key
  ON quarantine_answer (source, class, key, jsonb_hash_extended(evidence, 0)) WHERE valid_to IS NULL;
CREATE INDEX quarantine_answer_change_id_idx ON quarantine_answer (change_id);
CREATE INDEX quarantine_answer_ended_change_id_idx ON quarantine_answer (ended_change_id);

-- kind: why a record waits, for what may be answered to it. key_attribute: by which attribute records of its class
-- name their cards. Of what waits already the text tells the kind.
ALTER TABLE quarantine ADD COLUMN kind text, ADD COLUMN key_attribute text NOT NULL DEFAULT 'Code';
UPDATE quarantine SET kind = CASE
  WHEN reason = 'The key is empty' OR reason LIKE 'The key % is no key' THEN 'no-key'
  WHEN reason LIKE 'The key % occurs % times in this run' THEN 'doubled-key'
  WHEN reason LIKE 'The same hardware (%) reports under %' THEN 'shared-hardware'
  WHEN reason LIKE 'Serial number and UUID both differ from those of the card with this key %' THEN 'other-hardware'
  WHEN reason LIKE '% cards of % have the key %' THEN 'several-cards'
  WHEN reason LIKE '% lacks mandatory values: %' THEN 'incomplete'
  ELSE 'fault' END;
ALTER TABLE quarantine ALTER COLUMN kind SET NOT NULL, ALTER COLUMN key_attribute DROP DEFAULT,
  ADD CONSTRAINT quarantine_kind_check CHECK (kind IN ('no-key', 'doubled-key', 'shared-hardware', 'other-hardware',
    'several-cards', 'incomplete', 'fault', 'answered-card-gone', 'answered-twice'));

ALTER TABLE run_record DROP CONSTRAINT run_record_outcome_check,
  ADD CONSTRAINT run_record_outcome_check CHECK (outcome IN ('planned', 'unchanged', 'quarantined', 'ignored'));
