-- The journal of cards: what people note about them. A note is never edited; it may be struck out, and stays readable.

-- card_id has no foreign key: a retired card, which stands in card_history alone, keeps its journal.
CREATE TABLE journal_note (
  id uuid NOT NULL,
  card_id uuid NOT NULL,
  text text NOT NULL,
  valid_from timestamptz NOT NULL,
  change_id uuid NOT NULL,
  struck_at timestamptz,
  struck_change_id uuid,
  CONSTRAINT journal_note_id_pkey PRIMARY KEY (id),
  CONSTRAINT journal_note_change_id_fkey FOREIGN KEY (change_id) REFERENCES change (id),
  CONSTRAINT journal_note_struck_change_id_fkey FOREIGN KEY (struck_change_id) REFERENCES change (id),
  CONSTRAINT journal_note_valid_from_struck_at_check CHECK (valid_from < struck_at),
  CONSTRAINT journal_note_struck_at_struck_change_id_check CHECK ((struck_at IS NULL) = (struck_change_id IS NULL))
);
CREATE INDEX journal_note_card_id_valid_from_id_idx ON journal_note (card_id, valid_from, id);
CREATE INDEX journal_note_change_id_idx ON journal_note (change_id);
CREATE INDEX journal_note_struck_change_id_idx ON journal_note (struck_change_id);
