-- What people have been told of a source, so that nobody is told twice.
CREATE TABLE alert_state (
  source text NOT NULL,
  state jsonb NOT NULL,
  changed_at timestamptz NOT NULL,
  CONSTRAINT alert_state_source_pkey PRIMARY KEY (source),
  CONSTRAINT alert_state_source_fkey FOREIGN KEY (source) REFERENCES source (name)
);

-- Messages on their way out, and what became of them.
CREATE TABLE alert_message (
  id uuid NOT NULL,
  channel text NOT NULL,
  message jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  next_at timestamptz NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  fault text,
  sent_at timestamptz,
  failed_at timestamptz,
  CONSTRAINT alert_message_id_pkey PRIMARY KEY (id),
  CONSTRAINT alert_message_channel_check CHECK (channel IN ('webhook', 'mail'))
);
CREATE INDEX alert_message_next_at_idx ON alert_message (next_at) WHERE sent_at IS NULL AND failed_at IS NULL;
