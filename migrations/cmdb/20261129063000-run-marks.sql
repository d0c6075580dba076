-- What tells of each thing of a source whether it has changed, as it was when a run read it. `basis` names all else that decides
-- what the source's rows become. Both are opaque to the CMDB.
CREATE TABLE run_marks (
  run_id uuid NOT NULL,
  basis text NOT NULL,
  marks jsonb NOT NULL,
  CONSTRAINT run_marks_run_id_pkey PRIMARY KEY (run_id),
  CONSTRAINT run_marks_run_id_fkey FOREIGN KEY (run_id) REFERENCES run (id)
);
