-- A record that is as it was in an earlier run of its source is not sent again: it stands for the record of that run, which
-- keeps what both say. The fingerprint is the source's own name for all that made a record.
ALTER TABLE run ADD COLUMN base_run_id uuid,
  ADD CONSTRAINT run_base_run_id_fkey FOREIGN KEY (base_run_id) REFERENCES run (id);

ALTER TABLE run_record ADD COLUMN fingerprint text,
  ADD COLUMN kept_run_id uuid,
  ADD COLUMN kept_seq integer,
  DROP CONSTRAINT run_record_body_faults_check,
  ADD CONSTRAINT run_record_body_faults_kept_check CHECK (num_nonnulls(body, faults, kept_run_id) = 1),
  ADD CONSTRAINT run_record_kept_check CHECK (num_nonnulls(kept_run_id, kept_seq) IN (0, 2));

CREATE INDEX run_record_run_id_fingerprint_idx ON run_record (run_id, fingerprint) WHERE fingerprint IS NOT NULL;
