-- Taking back all that a source has said: cards that are still to be seen to, and what was left.
CREATE TABLE source_withdrawal (
  id uuid NOT NULL,
  source text NOT NULL,
  reason text NOT NULL,
  started_by text NOT NULL,
  started_at timestamptz NOT NULL,
  finished_at timestamptz,
  counts jsonb NOT NULL DEFAULT '{}',
  CONSTRAINT source_withdrawal_id_pkey PRIMARY KEY (id),
  CONSTRAINT source_withdrawal_source_fkey FOREIGN KEY (source) REFERENCES source (name)
);
CREATE UNIQUE INDEX source_withdrawal_source_key ON source_withdrawal (source) WHERE finished_at IS NULL;

CREATE TABLE source_withdrawal_card (
  withdrawal_id uuid NOT NULL,
  card_id uuid NOT NULL,
  CONSTRAINT source_withdrawal_card_withdrawal_id_card_id_pkey PRIMARY KEY (withdrawal_id, card_id),
  CONSTRAINT source_withdrawal_card_withdrawal_id_fkey FOREIGN KEY (withdrawal_id) REFERENCES source_withdrawal (id)
);

CREATE TABLE source_withdrawal_left (
  withdrawal_id uuid NOT NULL,
  seq integer NOT NULL,
  card_id uuid NOT NULL,
  class text NOT NULL,
  key text,
  attribute text,
  reason text NOT NULL,
  CONSTRAINT source_withdrawal_left_withdrawal_id_seq_pkey PRIMARY KEY (withdrawal_id, seq),
  CONSTRAINT source_withdrawal_left_withdrawal_id_fkey FOREIGN KEY (withdrawal_id) REFERENCES source_withdrawal (id)
);
