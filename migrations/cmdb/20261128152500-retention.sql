-- How long past versions are kept: days, or forever; null = as the superclass says.
ALTER TABLE class ADD COLUMN retention text;
ALTER TABLE class ADD CONSTRAINT class_retention_check CHECK (retention ~ '^([1-9][0-9]{0,4}|forever)$');

INSERT INTO source (name, description) VALUES ('retention', 'Removal of past versions that are not kept any more')
ON CONFLICT DO NOTHING;

-- Before which instant the history of a class is not whole any more. Written before the first version goes.
CREATE TABLE class_horizon (
  class text NOT NULL,
  before timestamptz NOT NULL,
  CONSTRAINT class_horizon_class_pkey PRIMARY KEY (class)
);

-- One removal of past versions, a change of its own: of cards of a class, or of relations between cards of two. Names and no
-- keys: it outlives its classes.
CREATE TABLE purge (
  change_id uuid NOT NULL,
  class text NOT NULL,
  other text,
  kept_days integer NOT NULL,
  before timestamptz NOT NULL,
  CONSTRAINT purge_change_id_pkey PRIMARY KEY (change_id),
  CONSTRAINT purge_change_id_fkey FOREIGN KEY (change_id) REFERENCES change (id)
);

-- What a change wrote and retention removed: its hash stays, so that the hash of the change can still be made again.
CREATE TABLE removed_item (
  change_id uuid NOT NULL,
  kind text NOT NULL,
  item_id uuid NOT NULL,
  hash bytea NOT NULL,
  purge_id uuid NOT NULL,
  CONSTRAINT removed_item_change_id_kind_item_id_pkey PRIMARY KEY (change_id, kind, item_id),
  CONSTRAINT removed_item_change_id_fkey FOREIGN KEY (change_id) REFERENCES change (id),
  CONSTRAINT removed_item_purge_id_fkey FOREIGN KEY (purge_id) REFERENCES purge (change_id),
  CONSTRAINT removed_item_kind_check CHECK (kind IN ('card', 'endedCard', 'relation', 'endedRelation'))
);
CREATE INDEX removed_item_purge_id_idx ON removed_item (purge_id);
CREATE INDEX removed_item_item_id_idx ON removed_item (item_id);

UPDATE model_revision SET revision = nextval('model_revision_number');
