-- Bulk work in batches: what is to be done to which cards, and what became of each of them.

-- changes: attribute → value; null = the cards are to be retired. preview: what the first cards come to.
CREATE TABLE bulk_job (
  id uuid NOT NULL,
  class_id integer NOT NULL,
  filter jsonb,
  query text NOT NULL,
  changes jsonb,
  reason text,
  state text NOT NULL,
  total integer NOT NULL DEFAULT 0,
  written integer NOT NULL DEFAULT 0,
  unchanged integer NOT NULL DEFAULT 0,
  faulty integer NOT NULL DEFAULT 0,
  preview jsonb,
  token text,
  fault text,
  started_by text NOT NULL,
  started_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT bulk_job_id_pkey PRIMARY KEY (id),
  CONSTRAINT bulk_job_class_id_fkey FOREIGN KEY (class_id) REFERENCES class (id) ON DELETE CASCADE,
  CONSTRAINT bulk_job_state_check CHECK (state IN ('preparing', 'ready', 'running', 'finished', 'failed', 'cancelled'))
);

-- revision: as it was when the set was taken. change_id: the change of the job that wrote the card. verdict: null until its turn.
CREATE TABLE bulk_card (
  job_id uuid NOT NULL,
  number integer NOT NULL,
  class_id integer NOT NULL,
  card_id uuid NOT NULL,
  revision uuid NOT NULL,
  verdict text,
  change_id uuid,
  faults jsonb,
  CONSTRAINT bulk_card_job_id_number_pkey PRIMARY KEY (job_id, number),
  CONSTRAINT bulk_card_job_id_fkey FOREIGN KEY (job_id) REFERENCES bulk_job (id) ON DELETE CASCADE,
  CONSTRAINT bulk_card_verdict_check CHECK (verdict IN ('written', 'unchanged', 'fault'))
);
CREATE INDEX bulk_card_job_id_change_id_idx ON bulk_card (job_id, change_id) WHERE change_id IS NOT NULL;
CREATE INDEX bulk_card_job_id_verdict_number_idx ON bulk_card (job_id, verdict, number) WHERE verdict IS NOT NULL;
