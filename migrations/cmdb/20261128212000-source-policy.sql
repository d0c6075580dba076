-- By which rules the runs of a source are planned, and what of a plan is held back until a person has decided.

-- A version is never edited, only ended, as with views: history says who let a source do what.
CREATE TABLE source_policy (
  id uuid NOT NULL,
  source text NOT NULL,
  policy jsonb NOT NULL,
  valid_from timestamptz NOT NULL,
  change_id uuid NOT NULL,
  valid_to timestamptz,
  ended_change_id uuid,
  CONSTRAINT source_policy_id_pkey PRIMARY KEY (id),
  CONSTRAINT source_policy_source_fkey FOREIGN KEY (source) REFERENCES source (name),
  CONSTRAINT source_policy_change_id_fkey FOREIGN KEY (change_id) REFERENCES change (id),
  CONSTRAINT source_policy_ended_change_id_fkey FOREIGN KEY (ended_change_id) REFERENCES change (id),
  CONSTRAINT source_policy_valid_from_valid_to_check CHECK (valid_from < valid_to),
  CONSTRAINT source_policy_valid_to_ended_change_id_check CHECK ((valid_to IS NULL) = (ended_change_id IS NULL))
);
CREATE UNIQUE INDEX source_policy_source_key ON source_policy (source) WHERE valid_to IS NULL;
CREATE INDEX source_policy_change_id_idx ON source_policy (change_id);
CREATE INDEX source_policy_ended_change_id_idx ON source_policy (ended_change_id);

-- policy: the one that the plan was made by. holds: [{class, action, cause, count, population, …}], why steps are held.
-- A dry run is planned and never applied: it occupies its source no more than a list does.
ALTER TABLE run ADD COLUMN policy jsonb,
  ADD COLUMN holds jsonb NOT NULL DEFAULT '[]',
  ADD COLUMN dry boolean NOT NULL DEFAULT false,
  DROP CONSTRAINT run_state_check,
  DROP CONSTRAINT run_state_finished_at_check,
  ADD CONSTRAINT run_state_check CHECK
    (state IN ('open', 'closed', 'planned', 'waiting', 'applied', 'failed', 'abandoned', 'cancelled')),
  ADD CONSTRAINT run_state_finished_at_check CHECK
    ((state IN ('applied', 'failed', 'abandoned', 'cancelled')) = (finished_at IS NOT NULL));
DROP INDEX run_source_unfinished_key;
CREATE UNIQUE INDEX run_source_unfinished_key ON run (source)
  WHERE state IN ('open', 'closed', 'planned') AND NOT dry;
CREATE INDEX run_source_waiting_idx ON run (source) WHERE state = 'waiting';

-- Who decided on held steps, which, and why.
CREATE TABLE run_decision (
  id uuid NOT NULL,
  run_id uuid NOT NULL,
  verdict text NOT NULL,
  selection jsonb NOT NULL,
  steps integer NOT NULL,
  reason text NOT NULL,
  decided_by text NOT NULL,
  at timestamptz NOT NULL,
  CONSTRAINT run_decision_id_pkey PRIMARY KEY (id),
  CONSTRAINT run_decision_run_id_fkey FOREIGN KEY (run_id) REFERENCES run (id) ON DELETE CASCADE,
  CONSTRAINT run_decision_verdict_check CHECK (verdict IN ('approved', 'refused'))
);
CREATE INDEX run_decision_run_id_idx ON run_decision (run_id);

-- held: waits for a person; approved: to be written with the next apply; superseded: a later run has planned it anew.
ALTER TABLE run_unit ADD COLUMN decision_id uuid,
  DROP CONSTRAINT run_unit_state_check,
  ADD CONSTRAINT run_unit_state_check CHECK (state IN
    ('planned', 'applied', 'failed', 'reported', 'held', 'approved', 'refused', 'superseded', 'cancelled')),
  ADD CONSTRAINT run_unit_decision_id_fkey FOREIGN KEY (decision_id) REFERENCES run_decision (id) ON DELETE CASCADE;
DROP INDEX run_unit_run_id_unit_planned_idx;
CREATE INDEX run_unit_run_id_unit_planned_idx ON run_unit (run_id, unit) WHERE state IN ('planned', 'approved');
CREATE INDEX run_unit_run_id_held_idx ON run_unit (run_id) WHERE state = 'held';
CREATE INDEX run_unit_decision_id_idx ON run_unit (decision_id) WHERE decision_id IS NOT NULL;

-- held_for: why the step is held. mark: what was set on a card for having vanished; a JSON null ends that.
ALTER TABLE run_change ADD COLUMN held_for text, ADD COLUMN mark jsonb;

-- How many full runs in a row have not mentioned the card, since when, and what was set on it for that.
ALTER TABLE source_card ADD COLUMN missed_runs integer NOT NULL DEFAULT 0,
  ADD COLUMN missed_since timestamptz,
  ADD COLUMN mark jsonb;

-- Masters that a run did not mention though it could have; counted when the run is applied.
CREATE TABLE run_missed (
  run_id uuid NOT NULL,
  card_id uuid NOT NULL,
  CONSTRAINT run_missed_run_id_card_id_pkey PRIMARY KEY (run_id, card_id),
  CONSTRAINT run_missed_run_id_fkey FOREIGN KEY (run_id) REFERENCES run (id) ON DELETE CASCADE
);

-- Absence is counted for every master that a source knows, not only for those it created.
DROP INDEX source_card_source_class_id_idx;
CREATE INDEX source_card_source_class_id_idx ON source_card (source, class_id);
