-- The core of the CMDB: the model (classes, attributes, domains, lookups), people, changes, cards and relations.
-- `card` and `relation` hold only what is active; a version that ended stands in the table's `_history` twin.

-- Changes ----------------------------------------------------------------------------------------------------

CREATE TABLE source (
  name text NOT NULL,
  description text NOT NULL DEFAULT '',
  CONSTRAINT source_name_pkey PRIMARY KEY (name)
);
INSERT INTO source (name, description) VALUES
  ('person', 'Edits by people'),
  ('seed', 'The model and the estate this installation began with');

-- hash: SHA-256 over the canonical encoding of this row and of everything the change wrote.
CREATE TABLE change (
  id uuid NOT NULL,
  at timestamptz NOT NULL,
  actor text NOT NULL,
  source text NOT NULL,
  run_id uuid,
  reason text,
  request_id text,
  hash bytea NOT NULL,
  CONSTRAINT change_id_pkey PRIMARY KEY (id),
  CONSTRAINT change_source_fkey FOREIGN KEY (source) REFERENCES source (name)
);
CREATE INDEX change_at_id_idx ON change (at, id);
CREATE INDEX change_run_id_idx ON change (run_id) WHERE run_id IS NOT NULL;

-- The model ------------------------------------------------------------------------------------------------

-- One row: renewed by every change of the model, so that each process knows when its copy of the model is old. A number
-- is never used twice, not even when the transaction that took it is rolled back.
CREATE SEQUENCE model_revision_number START 2;
CREATE TABLE model_revision (
  singleton boolean NOT NULL DEFAULT true,
  revision bigint NOT NULL,
  CONSTRAINT model_revision_singleton_pkey PRIMARY KEY (singleton),
  CONSTRAINT model_revision_singleton_check CHECK (singleton)
);
INSERT INTO model_revision (revision) VALUES (1);

CREATE TABLE class (
  id integer GENERATED ALWAYS AS IDENTITY,
  name text NOT NULL,
  label text NOT NULL,
  description text NOT NULL DEFAULT '',
  superclass_id integer,
  abstract boolean NOT NULL DEFAULT false,
  change_id uuid NOT NULL,
  CONSTRAINT class_id_pkey PRIMARY KEY (id),
  CONSTRAINT class_name_key UNIQUE (name),
  CONSTRAINT class_superclass_id_fkey FOREIGN KEY (superclass_id) REFERENCES class (id),
  CONSTRAINT class_change_id_fkey FOREIGN KEY (change_id) REFERENCES change (id)
);

CREATE TABLE lookup (
  id integer GENERATED ALWAYS AS IDENTITY,
  name text NOT NULL,
  label text NOT NULL,
  change_id uuid NOT NULL,
  CONSTRAINT lookup_id_pkey PRIMARY KEY (id),
  CONSTRAINT lookup_name_key UNIQUE (name),
  CONSTRAINT lookup_change_id_fkey FOREIGN KEY (change_id) REFERENCES change (id)
);

CREATE TABLE lookup_value (
  id integer GENERATED ALWAYS AS IDENTITY,
  lookup_id integer NOT NULL,
  code text NOT NULL,
  label text NOT NULL,
  position integer NOT NULL,
  active boolean NOT NULL DEFAULT true,
  CONSTRAINT lookup_value_id_pkey PRIMARY KEY (id),
  CONSTRAINT lookup_value_lookup_id_code_key UNIQUE (lookup_id, code),
  CONSTRAINT lookup_value_lookup_id_fkey FOREIGN KEY (lookup_id) REFERENCES lookup (id)
);

-- source_once: a card is the source of at most one relation of the domain; target_once likewise.
CREATE TABLE domain (
  id integer GENERATED ALWAYS AS IDENTITY,
  name text NOT NULL,
  label text NOT NULL,
  source_class_id integer NOT NULL,
  target_class_id integer NOT NULL,
  cardinality text NOT NULL,
  direct_label text NOT NULL,
  inverse_label text NOT NULL,
  attributes jsonb NOT NULL DEFAULT '[]',
  source_once boolean NOT NULL GENERATED ALWAYS AS (cardinality IN ('N:1', '1:1')) STORED,
  target_once boolean NOT NULL GENERATED ALWAYS AS (cardinality IN ('1:N', '1:1')) STORED,
  change_id uuid NOT NULL,
  CONSTRAINT domain_id_pkey PRIMARY KEY (id),
  CONSTRAINT domain_name_key UNIQUE (name),
  CONSTRAINT domain_id_source_once_target_once_key UNIQUE (id, source_once, target_once),
  CONSTRAINT domain_source_class_id_fkey FOREIGN KEY (source_class_id) REFERENCES class (id),
  CONSTRAINT domain_target_class_id_fkey FOREIGN KEY (target_class_id) REFERENCES class (id),
  CONSTRAINT domain_change_id_fkey FOREIGN KEY (change_id) REFERENCES change (id),
  CONSTRAINT domain_cardinality_check CHECK (cardinality IN ('1:1', '1:N', 'N:1', 'N:N'))
);

-- An attribute belongs to the class that declares it; descendants inherit it. A row named like a built-in attribute
-- (Code, Description, Notes) restates that attribute for the class and its descendants.
CREATE TABLE attribute (
  id integer GENERATED ALWAYS AS IDENTITY,
  class_id integer NOT NULL,
  name text NOT NULL,
  label text NOT NULL,
  type text NOT NULL,
  mandatory boolean NOT NULL DEFAULT false,
  is_unique boolean NOT NULL DEFAULT false,
  default_value jsonb,
  unit text,
  position integer NOT NULL,
  group_name text,
  lookup_id integer,
  domain_id integer,
  change_id uuid NOT NULL,
  CONSTRAINT attribute_id_pkey PRIMARY KEY (id),
  CONSTRAINT attribute_class_id_name_key UNIQUE (class_id, name),
  CONSTRAINT attribute_class_id_fkey FOREIGN KEY (class_id) REFERENCES class (id),
  CONSTRAINT attribute_lookup_id_fkey FOREIGN KEY (lookup_id) REFERENCES lookup (id),
  CONSTRAINT attribute_domain_id_fkey FOREIGN KEY (domain_id) REFERENCES domain (id),
  CONSTRAINT attribute_change_id_fkey FOREIGN KEY (change_id) REFERENCES change (id),
  CONSTRAINT attribute_type_check CHECK (type IN ('string', 'text', 'integer', 'decimal', 'boolean', 'date', 'timestamp',
    'lookup', 'reference', 'ipAddress', 'url', 'json')),
  CONSTRAINT attribute_type_lookup_id_check CHECK ((type = 'lookup') = (lookup_id IS NOT NULL)),
  CONSTRAINT attribute_type_domain_id_check CHECK ((type = 'reference') = (domain_id IS NOT NULL))
);

-- People and their ways in -----------------------------------------------------------------------------------

CREATE TABLE account (
  id uuid NOT NULL DEFAULT uuidv7(),
  username text NOT NULL,
  display_name text NOT NULL,
  password_hash text,
  active boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT account_id_pkey PRIMARY KEY (id),
  CONSTRAINT account_username_key UNIQUE (username),
  CONSTRAINT account_username_check CHECK (username = lower(username))
);

CREATE TABLE role (
  name text NOT NULL,
  label text NOT NULL,
  permissions text[] NOT NULL,
  CONSTRAINT role_name_pkey PRIMARY KEY (name)
);
INSERT INTO role (name, label, permissions) VALUES
  ('administrator', 'Administrator', '{read,edit,reconcile,administer}'),
  ('editor', 'Editor', '{read,edit}'),
  ('reader', 'Reader', '{read}'),
  ('connector', 'Connector', '{read,reconcile}');

CREATE TABLE account_role (
  account_id uuid NOT NULL,
  role_name text NOT NULL,
  CONSTRAINT account_role_account_id_role_name_pkey PRIMARY KEY (account_id, role_name),
  CONSTRAINT account_role_account_id_fkey FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE,
  CONSTRAINT account_role_role_name_fkey FOREIGN KEY (role_name) REFERENCES role (name)
);

-- Secrets of sessions, tokens and login links are stored as their SHA-256 only.
CREATE TABLE session (
  token_hash bytea NOT NULL,
  account_id uuid NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  last_seen_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  CONSTRAINT session_token_hash_pkey PRIMARY KEY (token_hash),
  CONSTRAINT session_account_id_fkey FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE
);
CREATE INDEX session_account_id_idx ON session (account_id);

CREATE TABLE api_token (
  id uuid NOT NULL DEFAULT uuidv7(),
  account_id uuid NOT NULL,
  name text NOT NULL,
  token_hash bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz,
  CONSTRAINT api_token_id_pkey PRIMARY KEY (id),
  CONSTRAINT api_token_token_hash_key UNIQUE (token_hash),
  CONSTRAINT api_token_account_id_fkey FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE
);
CREATE INDEX api_token_account_id_idx ON api_token (account_id);

CREATE TABLE login_link (
  token_hash bytea NOT NULL,
  account_id uuid NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  CONSTRAINT login_link_token_hash_pkey PRIMARY KEY (token_hash),
  CONSTRAINT login_link_account_id_fkey FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE
);

-- Failed logins per key (an account from an address, or an address), counted within a window.
CREATE TABLE login_failure (
  key text NOT NULL,
  failures integer NOT NULL,
  window_ends_at timestamptz NOT NULL,
  CONSTRAINT login_failure_key_pkey PRIMARY KEY (key)
);

-- Cards ------------------------------------------------------------------------------------------------------

-- attributes: every value but Code, Description and references; an absent key is a null.
-- provenance: attribute -> {source, runId, at}.
-- revision: the last change that altered the card or a relation that a reference attribute of it shows.
CREATE TABLE card (
  class_id integer NOT NULL,
  id uuid NOT NULL,
  code text,
  description text,
  attributes jsonb NOT NULL,
  provenance jsonb NOT NULL,
  valid_from timestamptz NOT NULL,
  change_id uuid NOT NULL,
  revision uuid NOT NULL,
  CONSTRAINT card_id_class_id_pkey PRIMARY KEY (id, class_id),
  CONSTRAINT card_class_id_fkey FOREIGN KEY (class_id) REFERENCES class (id),
  CONSTRAINT card_change_id_fkey FOREIGN KEY (change_id) REFERENCES change (id)
) PARTITION BY LIST (class_id);
CREATE INDEX card_code_id_idx ON card (code, id);
CREATE INDEX card_change_id_idx ON card (change_id);

CREATE TABLE card_history (
  class_id integer NOT NULL,
  id uuid NOT NULL,
  code text,
  description text,
  attributes jsonb NOT NULL,
  provenance jsonb NOT NULL,
  valid_from timestamptz NOT NULL,
  change_id uuid NOT NULL,
  valid_to timestamptz NOT NULL,
  ended_change_id uuid NOT NULL,
  retired boolean NOT NULL,
  CONSTRAINT card_history_id_class_id_valid_from_pkey PRIMARY KEY (id, class_id, valid_from),
  CONSTRAINT card_history_class_id_fkey FOREIGN KEY (class_id) REFERENCES class (id),
  CONSTRAINT card_history_change_id_fkey FOREIGN KEY (change_id) REFERENCES change (id),
  CONSTRAINT card_history_ended_change_id_fkey FOREIGN KEY (ended_change_id) REFERENCES change (id),
  CONSTRAINT card_history_valid_from_valid_to_check CHECK (valid_from < valid_to)
) PARTITION BY LIST (class_id);
CREATE INDEX card_history_valid_to_idx ON card_history (valid_to);
CREATE INDEX card_history_change_id_idx ON card_history (change_id);
CREATE INDEX card_history_ended_change_id_idx ON card_history (ended_change_id);

-- Makes the partitions of a class that is not abstract. Called once, with the class.
CREATE FUNCTION create_class_partitions(new_class_id integer) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('CREATE TABLE card_c%s PARTITION OF card FOR VALUES IN (%s)', new_class_id, new_class_id);
  EXECUTE format('CREATE TABLE card_history_c%s PARTITION OF card_history FOR VALUES IN (%s)', new_class_id, new_class_id);
END
$$;

-- Relations --------------------------------------------------------------------------------------------------

-- source_once and target_once repeat the domain's, held equal by the foreign key, so that the partial unique
-- indexes below enforce cardinality whoever writes. Both ends must be active cards.
CREATE TABLE relation (
  id uuid NOT NULL,
  domain_id integer NOT NULL,
  source_class integer NOT NULL,
  source_id uuid NOT NULL,
  target_class integer NOT NULL,
  target_id uuid NOT NULL,
  attributes jsonb NOT NULL,
  provenance jsonb NOT NULL,
  source_once boolean NOT NULL,
  target_once boolean NOT NULL,
  valid_from timestamptz NOT NULL,
  change_id uuid NOT NULL,
  CONSTRAINT relation_id_pkey PRIMARY KEY (id),
  CONSTRAINT relation_domain_id_source_once_target_once_fkey FOREIGN KEY (domain_id, source_once, target_once)
    REFERENCES domain (id, source_once, target_once),
  CONSTRAINT relation_source_id_source_class_fkey FOREIGN KEY (source_id, source_class) REFERENCES card (id, class_id),
  CONSTRAINT relation_target_id_target_class_fkey FOREIGN KEY (target_id, target_class) REFERENCES card (id, class_id),
  CONSTRAINT relation_change_id_fkey FOREIGN KEY (change_id) REFERENCES change (id)
);
CREATE UNIQUE INDEX relation_domain_id_source_id_target_id_key ON relation (domain_id, source_id, target_id);
CREATE UNIQUE INDEX relation_domain_id_source_id_key ON relation (domain_id, source_id) WHERE source_once;
CREATE UNIQUE INDEX relation_domain_id_target_id_key ON relation (domain_id, target_id) WHERE target_once;
CREATE INDEX relation_source_id_domain_id_idx ON relation (source_id, domain_id);
CREATE INDEX relation_target_id_domain_id_idx ON relation (target_id, domain_id);
CREATE INDEX relation_change_id_idx ON relation (change_id);

CREATE TABLE relation_history (
  id uuid NOT NULL,
  domain_id integer NOT NULL,
  source_class integer NOT NULL,
  source_id uuid NOT NULL,
  target_class integer NOT NULL,
  target_id uuid NOT NULL,
  attributes jsonb NOT NULL,
  provenance jsonb NOT NULL,
  valid_from timestamptz NOT NULL,
  change_id uuid NOT NULL,
  valid_to timestamptz NOT NULL,
  ended_change_id uuid NOT NULL,
  CONSTRAINT relation_history_id_valid_from_pkey PRIMARY KEY (id, valid_from),
  CONSTRAINT relation_history_domain_id_fkey FOREIGN KEY (domain_id) REFERENCES domain (id),
  CONSTRAINT relation_history_change_id_fkey FOREIGN KEY (change_id) REFERENCES change (id),
  CONSTRAINT relation_history_ended_change_id_fkey FOREIGN KEY (ended_change_id) REFERENCES change (id),
  CONSTRAINT relation_history_valid_from_valid_to_check CHECK (valid_from < valid_to)
);
CREATE INDEX relation_history_source_id_domain_id_idx ON relation_history (source_id, domain_id);
CREATE INDEX relation_history_target_id_domain_id_idx ON relation_history (target_id, domain_id);
CREATE INDEX relation_history_change_id_idx ON relation_history (change_id);
CREATE INDEX relation_history_ended_change_id_idx ON relation_history (ended_change_id);
