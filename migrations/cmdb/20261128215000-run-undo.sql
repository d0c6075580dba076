-- Undoing runs. What cards and relations were before is read from history; what history does not have is kept here.

-- One undo a run. Its id stands in the changes it makes, as a run's does.
CREATE TABLE run_undo (
  id uuid NOT NULL,
  run_id uuid NOT NULL,
  reason text NOT NULL,
  started_by text NOT NULL,
  started_at timestamptz NOT NULL,
  finished_at timestamptz,
  counts jsonb NOT NULL DEFAULT '{}',
  CONSTRAINT run_undo_id_pkey PRIMARY KEY (id),
  CONSTRAINT run_undo_run_id_fkey FOREIGN KEY (run_id) REFERENCES run (id),
  CONSTRAINT run_undo_run_id_key UNIQUE (run_id)
);

-- The changes of the run that are undone: an interrupted undo goes on with the others.
CREATE TABLE run_undo_change (
  undo_id uuid NOT NULL,
  change_id uuid NOT NULL,
  CONSTRAINT run_undo_change_undo_id_change_id_pkey PRIMARY KEY (undo_id, change_id),
  CONSTRAINT run_undo_change_undo_id_fkey FOREIGN KEY (undo_id) REFERENCES run_undo (id) ON DELETE CASCADE
);

-- What an undo left as it was, and why. attribute: null for the card itself, or a relation of it.
CREATE TABLE run_undo_left (
  undo_id uuid NOT NULL,
  seq integer NOT NULL,
  card_id uuid NOT NULL,
  class text NOT NULL,
  key text,
  attribute text,
  reason text NOT NULL,
  CONSTRAINT run_undo_left_undo_id_seq_pkey PRIMARY KEY (undo_id, seq),
  CONSTRAINT run_undo_left_undo_id_fkey FOREIGN KEY (undo_id) REFERENCES run_undo (id) ON DELETE CASCADE
);

-- What stood before the run in tables without a history, and what the run made of it: losing values of an attribute, and what
-- sources know of a card.
CREATE TABLE run_before (
  run_id uuid NOT NULL,
  kind text NOT NULL,
  card_id uuid NOT NULL,
  attribute text NOT NULL DEFAULT '',
  before jsonb NOT NULL,
  after jsonb NOT NULL,
  CONSTRAINT run_before_run_id_kind_card_id_attribute_pkey PRIMARY KEY (run_id, kind, card_id, attribute),
  CONSTRAINT run_before_run_id_fkey FOREIGN KEY (run_id) REFERENCES run (id) ON DELETE CASCADE,
  CONSTRAINT run_before_kind_check CHECK (kind IN ('losing', 'retired', 'known'))
);

-- counted: the run was applied, and its masters have one more missed run.
ALTER TABLE run_missed ADD COLUMN counted boolean NOT NULL DEFAULT false;
