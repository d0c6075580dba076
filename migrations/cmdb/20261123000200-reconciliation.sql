-- Reconciliation: runs of a source, their records, the plan made of them, what waits for a person, and what a source
-- knows of cards. Nothing here is part of a card: history stays what people and sources changed in the CMDB.

-- mapping: {version, classes}: what the run may touch. rejected: lines that could not be tied to any class and key.
CREATE TABLE run (
  id uuid NOT NULL,
  source text NOT NULL,
  mode text NOT NULL,
  state text NOT NULL,
  mapping jsonb NOT NULL,
  started_by text NOT NULL,
  started_at timestamptz NOT NULL,
  finished_at timestamptz,
  last_seq integer NOT NULL DEFAULT 0,
  rejected integer NOT NULL DEFAULT 0,
  read integer,
  errors integer,
  complete boolean,
  counts jsonb NOT NULL DEFAULT '{}',
  notes text[] NOT NULL DEFAULT '{}',
  CONSTRAINT run_id_pkey PRIMARY KEY (id),
  CONSTRAINT run_source_fkey FOREIGN KEY (source) REFERENCES source (name),
  CONSTRAINT run_mode_check CHECK (mode IN ('full', 'delta')),
  CONSTRAINT run_state_check CHECK (state IN ('open', 'closed', 'planned', 'applied', 'failed', 'abandoned')),
  CONSTRAINT run_state_finished_at_check
    CHECK ((state IN ('applied', 'failed', 'abandoned')) = (finished_at IS NOT NULL))
);
-- A source has one unfinished run at a time, whoever asks.
CREATE UNIQUE INDEX run_source_unfinished_key ON run (source) WHERE state IN ('open', 'closed', 'planned');
CREATE INDEX run_source_started_at_id_idx ON run (source, started_at, id);

-- body: the record as it came, never searched, hence json; null when the line had faults, which then say why. outcome is null until planned.
CREATE TABLE run_record (
  run_id uuid NOT NULL,
  seq integer NOT NULL,
  class text NOT NULL,
  key text NOT NULL,
  evidence jsonb,
  body json,
  faults jsonb,
  outcome text,
  card_id uuid,
  CONSTRAINT run_record_run_id_seq_pkey PRIMARY KEY (run_id, seq),
  CONSTRAINT run_record_run_id_fkey FOREIGN KEY (run_id) REFERENCES run (id) ON DELETE CASCADE,
  CONSTRAINT run_record_body_faults_check CHECK ((body IS NULL) = (faults IS NOT NULL)),
  CONSTRAINT run_record_outcome_check CHECK (outcome IN ('planned', 'unchanged', 'quarantined'))
);
CREATE INDEX run_record_run_id_class_key_idx ON run_record (run_id, class, key);

-- Steps of a plan that are written together or not at all, such as a master and its parts, and what became of them.
-- reported: nothing is to be written.
CREATE TABLE run_unit (
  run_id uuid NOT NULL,
  unit integer NOT NULL,
  state text NOT NULL,
  fault text,
  CONSTRAINT run_unit_run_id_unit_pkey PRIMARY KEY (run_id, unit),
  CONSTRAINT run_unit_run_id_fkey FOREIGN KEY (run_id) REFERENCES run (id) ON DELETE CASCADE,
  CONSTRAINT run_unit_state_check CHECK (state IN ('planned', 'applied', 'failed', 'reported')),
  CONSTRAINT run_unit_state_fault_check CHECK ((state = 'failed') = (fault IS NOT NULL))
);
CREATE INDEX run_unit_run_id_unit_planned_idx ON run_unit (run_id, unit) WHERE state = 'planned';

-- base: revision that the card stood at when the plan was made. differences: [{attribute, old, new}].
CREATE TABLE run_change (
  run_id uuid NOT NULL,
  seq integer NOT NULL,
  unit integer NOT NULL,
  action text NOT NULL,
  class text NOT NULL,
  key text,
  card_id uuid,
  base uuid,
  reason text NOT NULL,
  differences jsonb NOT NULL,
  losing jsonb NOT NULL,
  domain text,
  direction text,
  master_id uuid,
  relation_id uuid,
  shared boolean NOT NULL,
  CONSTRAINT run_change_run_id_seq_pkey PRIMARY KEY (run_id, seq),
  CONSTRAINT run_change_run_id_unit_fkey FOREIGN KEY (run_id, unit) REFERENCES run_unit (run_id, unit) ON DELETE CASCADE,
  CONSTRAINT run_change_action_check
    CHECK (action IN ('create', 'update', 'retire', 'relate', 'unrelate', 'keep', 'quarantine')),
  CONSTRAINT run_change_direction_check CHECK (direction IN ('directed', 'inverted'))
);
CREATE INDEX run_change_run_id_unit_idx ON run_change (run_id, unit);

-- Records that wait for a person. An entry ends when a later run of the source no longer doubts that key.
CREATE TABLE quarantine (
  id uuid NOT NULL,
  source text NOT NULL,
  run_id uuid NOT NULL,
  seq integer NOT NULL,
  class text NOT NULL,
  key text NOT NULL,
  reason text NOT NULL,
  faults jsonb NOT NULL,
  evidence jsonb,
  at timestamptz NOT NULL,
  resolved_at timestamptz,
  CONSTRAINT quarantine_id_pkey PRIMARY KEY (id),
  CONSTRAINT quarantine_run_id_seq_key UNIQUE (run_id, seq),
  CONSTRAINT quarantine_source_fkey FOREIGN KEY (source) REFERENCES source (name),
  CONSTRAINT quarantine_run_id_fkey FOREIGN KEY (run_id) REFERENCES run (id) ON DELETE CASCADE
);
CREATE INDEX quarantine_source_at_id_idx ON quarantine (source, at, id) WHERE resolved_at IS NULL;

-- What a source knows of a card: whether it created it (only then may it retire it), whether it is a part that several
-- masters may share, and the hardware that the source last reported for it.
CREATE TABLE source_card (
  source text NOT NULL,
  card_id uuid NOT NULL,
  class_id integer NOT NULL,
  created boolean NOT NULL,
  shared boolean NOT NULL,
  evidence jsonb,
  CONSTRAINT source_card_source_card_id_pkey PRIMARY KEY (source, card_id),
  CONSTRAINT source_card_source_fkey FOREIGN KEY (source) REFERENCES source (name),
  CONSTRAINT source_card_class_id_fkey FOREIGN KEY (class_id) REFERENCES class (id)
);
CREATE INDEX source_card_source_class_id_idx ON source_card (source, class_id) WHERE created;

-- Values that lost by precedence, kept beside the value that holds. at: when the source first gave it.
CREATE TABLE losing_value (
  card_id uuid NOT NULL,
  attribute text NOT NULL,
  source text NOT NULL,
  value jsonb NOT NULL,
  run_id uuid,
  at timestamptz NOT NULL,
  expires_at timestamptz,
  CONSTRAINT losing_value_card_id_attribute_source_pkey PRIMARY KEY (card_id, attribute, source)
);
