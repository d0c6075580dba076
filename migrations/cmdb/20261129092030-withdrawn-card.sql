-- Cards that retired when all that their source had said was taken back: they come back when it says them again.
CREATE TABLE withdrawn_card (
  source text NOT NULL,
  card_id uuid NOT NULL,
  class_id integer NOT NULL,
  change_id uuid NOT NULL,
  CONSTRAINT withdrawn_card_source_card_id_pkey PRIMARY KEY (source, card_id),
  CONSTRAINT withdrawn_card_source_fkey FOREIGN KEY (source) REFERENCES source (name),
  CONSTRAINT withdrawn_card_class_id_fkey FOREIGN KEY (class_id) REFERENCES class (id) ON DELETE CASCADE
);
CREATE INDEX withdrawn_card_source_class_id_idx ON withdrawn_card (source, class_id);
