-- When the runs of a source start, since when that stands, and who said so.
ALTER TABLE source
  ADD COLUMN schedule jsonb,
  ADD COLUMN schedule_since timestamptz,
  ADD COLUMN schedule_by text,
  ADD CONSTRAINT source_schedule_check
    CHECK ((schedule IS NULL) = (schedule_since IS NULL) AND (schedule IS NULL) = (schedule_by IS NULL));

-- The time of the schedule that a run is for.
ALTER TABLE run ADD COLUMN slot timestamptz;
