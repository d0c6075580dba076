-- A person's value may have an end and a reason; both stand in its provenance, and beside the card where it has lost.
ALTER TABLE losing_value ADD COLUMN reason text;

-- When a value of a card may have come to its end. Only a reminder: whether it has is told by its provenance, so a row that is
-- out of date does no harm.
CREATE TABLE override_end (
  card_id uuid NOT NULL,
  attribute text NOT NULL,
  at timestamptz NOT NULL,
  CONSTRAINT override_end_card_id_attribute_pkey PRIMARY KEY (card_id, attribute)
);
CREATE INDEX override_end_at_idx ON override_end (at);
