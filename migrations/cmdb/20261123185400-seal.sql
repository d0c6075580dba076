-- Seals: changes in the order that they were settled in, under a chain of hashes that a later edit breaks.

-- Changes that no seal has yet. xid: the transaction that made the change; it tells which changes can still be preceded by one
-- that is not committed. Whoever seals takes the rows away, and nobody waits for that.
CREATE TABLE unsealed_change (
  change_id uuid NOT NULL,
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  CONSTRAINT unsealed_change_change_id_pkey PRIMARY KEY (change_id),
  CONSTRAINT unsealed_change_change_id_fkey FOREIGN KEY (change_id) REFERENCES change (id) ON DELETE CASCADE
);
INSERT INTO unsealed_change (change_id) SELECT change.id FROM change;

-- position counts sealed changes from 1 without a gap: the cursor of the change feed. hash repeats the change's, so that a
-- change that was altered with its hash can be named. No foreign key: what is gone must still be missed.
CREATE TABLE sealed_change (
  position bigint NOT NULL,
  change_id uuid NOT NULL,
  hash bytea NOT NULL,
  CONSTRAINT sealed_change_position_pkey PRIMARY KEY (position),
  CONSTRAINT sealed_change_change_id_key UNIQUE (change_id)
);

-- A seal covers the positions from total - count + 1 to total. merkle_root: RFC 6962 over the hashes of its changes.
-- horizon: no change that is sealed later is dated before it. hash: SHA-256 over the canonical encoding of all other columns.
CREATE TABLE seal (
  id bigint NOT NULL,
  first_change uuid NOT NULL,
  last_change uuid NOT NULL,
  count integer NOT NULL,
  total bigint NOT NULL,
  horizon timestamptz NOT NULL,
  merkle_root bytea NOT NULL,
  prev_hash bytea NOT NULL,
  hash bytea NOT NULL,
  at timestamptz NOT NULL,
  CONSTRAINT seal_id_pkey PRIMARY KEY (id),
  CONSTRAINT seal_total_key UNIQUE (total),
  CONSTRAINT seal_count_check CHECK (count > 0)
);
