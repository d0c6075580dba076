-- The record of the run from which a step follows; null for what follows from what no record says. Steps planned before are not told by record.
ALTER TABLE run_change ADD COLUMN record_seq integer;
