-- A run leaves a relation that its source does not say any more to another source that says it: by whom it goes from then on.
ALTER TABLE run_change ADD COLUMN heir jsonb;
ALTER TABLE run_change DROP CONSTRAINT run_change_action_check;
ALTER TABLE run_change ADD CONSTRAINT run_change_action_check
  CHECK (action IN ('create', 'update', 'retire', 'relate', 'unrelate', 'handover', 'keep', 'quarantine'));
