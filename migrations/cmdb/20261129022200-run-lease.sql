-- Who is at a run, and until when that counts without a further sign of life: by the clock of this database alone. It stands in
-- a table of its own, so that a sign of life never waits for whoever plans or writes the run.
CREATE TABLE run_lease (
  run_id uuid NOT NULL,
  holder text NOT NULL,
  heard_at timestamptz NOT NULL,
  until timestamptz NOT NULL,
  CONSTRAINT run_lease_run_id_pkey PRIMARY KEY (run_id),
  CONSTRAINT run_lease_run_id_fkey FOREIGN KEY (run_id) REFERENCES run (id) ON DELETE CASCADE
);
