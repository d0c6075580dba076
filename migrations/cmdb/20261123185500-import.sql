-- Imports of files: each with its rows as they were read, and what is to become, or became, of every one of them.

-- columns: for each column of the file its heading and the attribute that it is read into (null = not read).
CREATE TABLE import_job (
  id uuid NOT NULL,
  class_id integer NOT NULL,
  file_name text NOT NULL,
  mode text NOT NULL,
  key text[] NOT NULL,
  columns jsonb NOT NULL,
  state text NOT NULL,
  rows integer NOT NULL DEFAULT 0,
  done integer NOT NULL DEFAULT 0,
  counts jsonb NOT NULL DEFAULT '{}',
  fault text,
  started_by text NOT NULL,
  started_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT import_job_id_pkey PRIMARY KEY (id),
  CONSTRAINT import_job_class_id_fkey FOREIGN KEY (class_id) REFERENCES class (id) ON DELETE CASCADE,
  CONSTRAINT import_job_mode_check CHECK (mode IN ('create', 'update', 'upsert')),
  CONSTRAINT import_job_state_check CHECK (state IN ('reading', 'checking', 'checked', 'applying', 'applied', 'failed'))
);

-- key: the values by which the row finds its card; null where one is missing. verdict: null until it is checked.
CREATE TABLE import_row (
  import_id uuid NOT NULL,
  number integer NOT NULL,
  cells jsonb NOT NULL,
  key text,
  verdict text,
  card_id uuid,
  faults jsonb,
  applied boolean NOT NULL DEFAULT false,
  CONSTRAINT import_row_import_id_number_pkey PRIMARY KEY (import_id, number),
  CONSTRAINT import_row_import_id_fkey FOREIGN KEY (import_id) REFERENCES import_job (id) ON DELETE CASCADE,
  CONSTRAINT import_row_verdict_check CHECK (verdict IN ('create', 'update', 'unchanged', 'fault'))
);
CREATE INDEX import_row_import_id_key_number_idx ON import_row (import_id, md5(key), number);
CREATE INDEX import_row_import_id_verdict_number_idx ON import_row (import_id, verdict, number);
