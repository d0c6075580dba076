-- The whole schema as it stands after all migrations. Written by a test; see describeSchema.

CREATE EXTENSION pg_trgm;

CREATE SCHEMA report;

CREATE SEQUENCE public.model_revision_number AS bigint;

CREATE OR REPLACE FUNCTION public.create_class_partitions(new_class_id integer)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
BEGIN
  EXECUTE format('CREATE TABLE card_c%s PARTITION OF card FOR VALUES IN (%s)', new_class_id, new_class_id);
  EXECUTE format('CREATE TABLE card_history_c%s PARTITION OF card_history FOR VALUES IN (%s)', new_class_id, new_class_id);
END
$function$
;

CREATE OR REPLACE FUNCTION public.prepare_report_role()
 RETURNS boolean
 LANGUAGE plpgsql
AS $function$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'popis_report') THEN
    BEGIN
      CREATE ROLE popis_report NOLOGIN;
    EXCEPTION
      -- Another database of this server had it made at the same moment.
      WHEN duplicate_object OR unique_violation THEN NULL;
      WHEN insufficient_privilege THEN RETURN false;
    END;
  END IF;
  GRANT USAGE ON SCHEMA report TO popis_report;
  GRANT SELECT ON ALL TABLES IN SCHEMA report TO popis_report;
  ALTER DEFAULT PRIVILEGES IN SCHEMA report GRANT SELECT ON TABLES TO popis_report;
  RETURN true;
END
$function$
;

CREATE OR REPLACE FUNCTION public.replace_report_view(view_name text, definition text, description text, columns jsonb)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
DECLARE
  described record;
BEGIN
  EXECUTE format('DROP VIEW IF EXISTS report.%I', view_name);
  EXECUTE format('CREATE VIEW report.%I AS %s', view_name, definition);
  EXECUTE format('COMMENT ON VIEW report.%I IS %L', view_name, description);
  FOR described IN SELECT key, value FROM jsonb_each_text(columns) LOOP
    EXECUTE format('COMMENT ON COLUMN report.%I.%I IS %L', view_name, described.key, described.value);
  END LOOP;
END
$function$
;

CREATE OR REPLACE FUNCTION public.search_fold(given text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN (octet_length(given) = char_length(given)) THEN lower((given COLLATE pg_c_utf8)) ELSE search_fold_rest(replace(translate(lower((given COLLATE pg_c_utf8)), 'čćšžéáíóúöüä'::text, 'ccszeaiououa'::text), 'đ'::text, 'dj'::text)) END
;

CREATE OR REPLACE FUNCTION public.search_fold_rest(given text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN (octet_length(given) = char_length(given)) THEN given ELSE replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(translate(regexp_replace(NORMALIZE(given, NFKD), '[\u0300-\u036f]'::text, ''::text, 'g'::text), 'абвгдезијклмнопрстћуфхцчшжѕыэщłøıъь'::text, 'abvgdezijklmnoprstcufhccszziesloi'::text), 'љ'::text, 'lj'::text), 'њ'::text, 'nj'::text), 'џ'::text, 'dz'::text), 'ђ'::text, 'dj'::text), 'ю'::text, 'ju'::text), 'я'::text, 'ja'::text), 'ß'::text, 'ss'::text), 'æ'::text, 'ae'::text), 'œ'::text, 'oe'::text), 'þ'::text, 'th'::text) END
;

CREATE OR REPLACE FUNCTION public.search_text(code text, description text, attributes jsonb)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN (search_fold((jsonb_path_query_array(jsonb_object(ARRAY['1'::text, COALESCE(code, ''::text), '2'::text, COALESCE(description, ''::text)]), '$.*'::jsonpath))::text) || search_fold((jsonb_path_query_array(attributes, '$.*'::jsonpath))::text))
;

CREATE TABLE public.account (
  id uuid NOT NULL DEFAULT uuidv7(),
  username text NOT NULL,
  display_name text NOT NULL,
  password_hash text,
  active boolean NOT NULL DEFAULT true,
  created_at timestamp with time zone NOT NULL DEFAULT now()
);

CREATE TABLE public.account_role (
  account_id uuid NOT NULL,
  role_name text NOT NULL
);

CREATE TABLE public.alert_message (
  id uuid NOT NULL,
  channel text NOT NULL,
  message jsonb NOT NULL,
  created_at timestamp with time zone NOT NULL,
  next_at timestamp with time zone NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  fault text,
  sent_at timestamp with time zone,
  failed_at timestamp with time zone
);

CREATE TABLE public.alert_state (
  source text NOT NULL,
  state jsonb NOT NULL,
  changed_at timestamp with time zone NOT NULL
);

CREATE TABLE public.api_token (
  id uuid NOT NULL DEFAULT uuidv7(),
  account_id uuid NOT NULL,
  name text NOT NULL,
  token_hash bytea NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  expires_at timestamp with time zone
);

CREATE TABLE public.attribute (
  id integer NOT NULL GENERATED ALWAYS AS IDENTITY,
  class_id integer NOT NULL,
  name text NOT NULL,
  label text NOT NULL,
  type text NOT NULL,
  mandatory boolean NOT NULL DEFAULT false,
  is_unique boolean NOT NULL DEFAULT false,
  default_value jsonb,
  unit text,
  "position" integer NOT NULL,
  group_name text,
  lookup_id integer,
  domain_id integer,
  change_id uuid NOT NULL,
  mode text NOT NULL DEFAULT 'write'::text,
  is_indexed boolean NOT NULL DEFAULT false,
  validation jsonb
);

CREATE TABLE public.bulk_card (
  job_id uuid NOT NULL,
  number integer NOT NULL,
  class_id integer NOT NULL,
  card_id uuid NOT NULL,
  revision uuid NOT NULL,
  verdict text,
  change_id uuid,
  faults jsonb
);

CREATE TABLE public.bulk_job (
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
  started_at timestamp with time zone NOT NULL DEFAULT now()
);

CREATE TABLE public.card (
  class_id integer NOT NULL,
  id uuid NOT NULL,
  code text,
  description text,
  attributes jsonb NOT NULL,
  provenance jsonb NOT NULL,
  valid_from timestamp with time zone NOT NULL,
  change_id uuid NOT NULL,
  revision uuid NOT NULL,
  search_text text NOT NULL GENERATED ALWAYS AS (search_text(code, description, attributes)) STORED
) PARTITION BY LIST (class_id);

CREATE TABLE public.card_history (
  class_id integer NOT NULL,
  id uuid NOT NULL,
  code text,
  description text,
  attributes jsonb NOT NULL,
  provenance jsonb NOT NULL,
  valid_from timestamp with time zone NOT NULL,
  change_id uuid NOT NULL,
  valid_to timestamp with time zone NOT NULL,
  ended_change_id uuid NOT NULL,
  retired boolean NOT NULL
) PARTITION BY LIST (class_id);

CREATE TABLE public.change (
  id uuid NOT NULL,
  at timestamp with time zone NOT NULL,
  actor text NOT NULL,
  source text NOT NULL,
  run_id uuid,
  reason text,
  request_id text,
  hash bytea NOT NULL,
  form smallint NOT NULL DEFAULT 1
);

CREATE TABLE public.class (
  id integer NOT NULL GENERATED ALWAYS AS IDENTITY,
  name text NOT NULL,
  label text NOT NULL,
  description text NOT NULL DEFAULT ''::text,
  superclass_id integer,
  abstract boolean NOT NULL DEFAULT false,
  change_id uuid NOT NULL,
  retention text
);

CREATE TABLE public.class_horizon (
  class text NOT NULL,
  before timestamp with time zone NOT NULL
);

CREATE TABLE public.document (
  id uuid NOT NULL,
  name text NOT NULL,
  category text,
  description text,
  valid_from timestamp with time zone NOT NULL,
  change_id uuid NOT NULL,
  search_text text NOT NULL GENERATED ALWAYS AS (search_text(name, description, '{}'::jsonb)) STORED
);

CREATE TABLE public.document_link (
  id uuid NOT NULL,
  document_id uuid NOT NULL,
  name text NOT NULL,
  card_id uuid NOT NULL,
  valid_from timestamp with time zone NOT NULL,
  change_id uuid NOT NULL,
  valid_to timestamp with time zone,
  ended_change_id uuid
);

CREATE TABLE public.document_upload (
  version_id uuid NOT NULL,
  document_id uuid NOT NULL,
  started_at timestamp with time zone NOT NULL DEFAULT now()
);

CREATE TABLE public.document_version (
  id uuid NOT NULL,
  document_id uuid NOT NULL,
  version integer NOT NULL,
  sha256 bytea NOT NULL,
  size_bytes bigint NOT NULL,
  media_type text NOT NULL,
  author text NOT NULL,
  valid_from timestamp with time zone NOT NULL,
  change_id uuid NOT NULL
);

CREATE TABLE public.domain (
  id integer NOT NULL GENERATED ALWAYS AS IDENTITY,
  name text NOT NULL,
  label text NOT NULL,
  source_class_id integer NOT NULL,
  target_class_id integer NOT NULL,
  cardinality text NOT NULL,
  direct_label text NOT NULL,
  inverse_label text NOT NULL,
  attributes jsonb NOT NULL DEFAULT '[]'::jsonb,
  source_once boolean NOT NULL GENERATED ALWAYS AS ((cardinality = ANY (ARRAY['N:1'::text, '1:1'::text]))) STORED,
  target_once boolean NOT NULL GENERATED ALWAYS AS ((cardinality = ANY (ARRAY['1:N'::text, '1:1'::text]))) STORED,
  change_id uuid NOT NULL,
  impact text NOT NULL DEFAULT 'unknown'::text,
  on_source_retired text NOT NULL DEFAULT 'end'::text,
  on_target_retired text NOT NULL DEFAULT 'end'::text,
  disabled_sources text[] NOT NULL DEFAULT '{}'::text[],
  disabled_targets text[] NOT NULL DEFAULT '{}'::text[]
);

CREATE TABLE public.import_job (
  id uuid NOT NULL,
  class_id integer NOT NULL,
  file_name text NOT NULL,
  mode text NOT NULL,
  key text[] NOT NULL,
  columns jsonb NOT NULL,
  state text NOT NULL,
  rows integer NOT NULL DEFAULT 0,
  done integer NOT NULL DEFAULT 0,
  counts jsonb NOT NULL DEFAULT '{}'::jsonb,
  fault text,
  started_by text NOT NULL,
  started_at timestamp with time zone NOT NULL DEFAULT now(),
  applied_by text,
  apply_reason text
);

CREATE TABLE public.import_row (
  import_id uuid NOT NULL,
  number integer NOT NULL,
  cells jsonb NOT NULL,
  key text,
  verdict text,
  card_id uuid,
  faults jsonb,
  applied boolean NOT NULL DEFAULT false,
  reading_faults jsonb
);

CREATE TABLE public.journal_note (
  id uuid NOT NULL,
  card_id uuid NOT NULL,
  text text NOT NULL,
  valid_from timestamp with time zone NOT NULL,
  change_id uuid NOT NULL,
  struck_at timestamp with time zone,
  struck_change_id uuid
);

CREATE TABLE public.login_failure (
  key text NOT NULL,
  failures integer NOT NULL,
  window_ends_at timestamp with time zone NOT NULL
);

CREATE TABLE public.login_link (
  token_hash bytea NOT NULL,
  account_id uuid NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  expires_at timestamp with time zone NOT NULL,
  used_at timestamp with time zone
);

CREATE TABLE public.lookup (
  id integer NOT NULL GENERATED ALWAYS AS IDENTITY,
  name text NOT NULL,
  label text NOT NULL,
  change_id uuid NOT NULL,
  parent_id integer
);

CREATE TABLE public.lookup_value (
  id integer NOT NULL GENERATED ALWAYS AS IDENTITY,
  lookup_id integer NOT NULL,
  code text NOT NULL,
  label text NOT NULL,
  "position" integer NOT NULL,
  active boolean NOT NULL DEFAULT true,
  description text NOT NULL DEFAULT ''::text,
  is_default boolean NOT NULL DEFAULT false,
  parent_lookup_id integer,
  parent_code text
);

CREATE TABLE public.losing_value (
  card_id uuid NOT NULL,
  attribute text NOT NULL,
  source text NOT NULL,
  value jsonb NOT NULL,
  run_id uuid,
  at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone,
  reason text
);

CREATE TABLE public.model_change (
  change_id uuid NOT NULL,
  seq integer NOT NULL,
  kind text NOT NULL,
  name text NOT NULL,
  old jsonb,
  new jsonb
);

CREATE TABLE public.model_revision (
  singleton boolean NOT NULL DEFAULT true,
  revision bigint NOT NULL
);

CREATE TABLE public.override_end (
  card_id uuid NOT NULL,
  attribute text NOT NULL,
  at timestamp with time zone NOT NULL
);

CREATE TABLE public.purge (
  change_id uuid NOT NULL,
  class text NOT NULL,
  other text,
  kept_days integer NOT NULL,
  before timestamp with time zone NOT NULL
);

CREATE TABLE public.quarantine (
  id uuid NOT NULL,
  source text NOT NULL,
  run_id uuid NOT NULL,
  seq integer NOT NULL,
  class text NOT NULL,
  key text NOT NULL,
  reason text NOT NULL,
  faults jsonb NOT NULL,
  evidence jsonb,
  at timestamp with time zone NOT NULL,
  resolved_at timestamp with time zone,
  kind text NOT NULL,
  key_attribute text NOT NULL
);

CREATE TABLE public.quarantine_answer (
  id uuid NOT NULL,
  source text NOT NULL,
  class text NOT NULL,
  key text NOT NULL,
  evidence jsonb NOT NULL,
  answer text NOT NULL,
  card_id uuid,
  valid_from timestamp with time zone NOT NULL,
  change_id uuid NOT NULL,
  valid_to timestamp with time zone,
  ended_change_id uuid
);

CREATE TABLE public.relation (
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
  valid_from timestamp with time zone NOT NULL,
  change_id uuid NOT NULL
);

CREATE TABLE public.relation_history (
  id uuid NOT NULL,
  domain_id integer NOT NULL,
  source_class integer NOT NULL,
  source_id uuid NOT NULL,
  target_class integer NOT NULL,
  target_id uuid NOT NULL,
  attributes jsonb NOT NULL,
  provenance jsonb NOT NULL,
  valid_from timestamp with time zone NOT NULL,
  change_id uuid NOT NULL,
  valid_to timestamp with time zone NOT NULL,
  ended_change_id uuid NOT NULL
);

CREATE TABLE public.relation_word (
  domain_id integer NOT NULL,
  source_id uuid NOT NULL,
  target_id uuid NOT NULL,
  source text NOT NULL,
  run_id uuid NOT NULL,
  at timestamp with time zone NOT NULL,
  taken_back_by uuid
);

CREATE TABLE public.removed_item (
  change_id uuid NOT NULL,
  kind text NOT NULL,
  item_id uuid NOT NULL,
  hash bytea NOT NULL,
  purge_id uuid NOT NULL
);

CREATE TABLE public.report_view (
  name text NOT NULL,
  definition text NOT NULL,
  description text NOT NULL,
  columns jsonb NOT NULL
);

CREATE TABLE public.role (
  name text NOT NULL,
  label text NOT NULL,
  permissions text[] NOT NULL
);

CREATE TABLE public.run (
  id uuid NOT NULL,
  source text NOT NULL,
  mode text NOT NULL,
  state text NOT NULL,
  mapping jsonb NOT NULL,
  started_by text NOT NULL,
  started_at timestamp with time zone NOT NULL,
  finished_at timestamp with time zone,
  last_seq integer NOT NULL DEFAULT 0,
  rejected integer NOT NULL DEFAULT 0,
  read integer,
  errors integer,
  complete boolean,
  counts jsonb NOT NULL DEFAULT '{}'::jsonb,
  notes text[] NOT NULL DEFAULT '{}'::text[],
  policy jsonb,
  holds jsonb NOT NULL DEFAULT '[]'::jsonb,
  dry boolean NOT NULL DEFAULT false,
  base_run_id uuid,
  slot timestamp with time zone
);

CREATE TABLE public.run_before (
  run_id uuid NOT NULL,
  kind text NOT NULL,
  card_id uuid NOT NULL,
  attribute text NOT NULL DEFAULT ''::text,
  before jsonb NOT NULL,
  after jsonb NOT NULL
);

CREATE TABLE public.run_change (
  run_id uuid NOT NULL,
  seq integer NOT NULL,
  unit integer NOT NULL,
  action text NOT NULL,
  class text NOT NULL,
  key text,
  card_id uuid,
  base uuid,
  reason text NOT NULL,
  differences jsonb NOT NULL,
  losing jsonb NOT NULL,
  domain text,
  direction text,
  master_id uuid,
  relation_id uuid,
  shared boolean NOT NULL,
  held_for text,
  mark jsonb,
  serial text,
  record_seq integer,
  heir jsonb
);

CREATE TABLE public.run_decision (
  id uuid NOT NULL,
  run_id uuid NOT NULL,
  verdict text NOT NULL,
  selection jsonb NOT NULL,
  steps integer NOT NULL,
  reason text NOT NULL,
  decided_by text NOT NULL,
  at timestamp with time zone NOT NULL
);

CREATE TABLE public.run_lease (
  run_id uuid NOT NULL,
  holder text NOT NULL,
  heard_at timestamp with time zone NOT NULL,
  until timestamp with time zone NOT NULL
);

CREATE TABLE public.run_marks (
  run_id uuid NOT NULL,
  basis text NOT NULL,
  marks jsonb NOT NULL
);

CREATE TABLE public.run_missed (
  run_id uuid NOT NULL,
  card_id uuid NOT NULL,
  counted boolean NOT NULL DEFAULT false
);

CREATE TABLE public.run_record (
  run_id uuid NOT NULL,
  seq integer NOT NULL,
  class text NOT NULL,
  key text NOT NULL,
  evidence jsonb,
  body json,
  faults jsonb,
  outcome text,
  card_id uuid,
  fingerprint text,
  kept_run_id uuid,
  kept_seq integer
);

CREATE TABLE public.run_undo (
  id uuid NOT NULL,
  run_id uuid NOT NULL,
  reason text NOT NULL,
  started_by text NOT NULL,
  started_at timestamp with time zone NOT NULL,
  finished_at timestamp with time zone,
  counts jsonb NOT NULL DEFAULT '{}'::jsonb
);

CREATE TABLE public.run_undo_change (
  undo_id uuid NOT NULL,
  change_id uuid NOT NULL
);

CREATE TABLE public.run_undo_left (
  undo_id uuid NOT NULL,
  seq integer NOT NULL,
  card_id uuid NOT NULL,
  class text NOT NULL,
  key text,
  attribute text,
  reason text NOT NULL
);

CREATE TABLE public.run_unit (
  run_id uuid NOT NULL,
  unit integer NOT NULL,
  state text NOT NULL,
  fault text,
  decision_id uuid
);

CREATE TABLE public.saved_view (
  id uuid NOT NULL,
  name text NOT NULL,
  class text NOT NULL,
  filter jsonb,
  query text NOT NULL,
  columns text[],
  sort text[] NOT NULL,
  owner_id uuid NOT NULL,
  shared boolean NOT NULL,
  valid_from timestamp with time zone NOT NULL,
  change_id uuid NOT NULL,
  valid_to timestamp with time zone,
  ended_change_id uuid
);

CREATE TABLE public.seal (
  id bigint NOT NULL,
  first_change uuid NOT NULL,
  last_change uuid NOT NULL,
  count integer NOT NULL,
  total bigint NOT NULL,
  horizon timestamp with time zone NOT NULL,
  merkle_root bytea NOT NULL,
  prev_hash bytea NOT NULL,
  hash bytea NOT NULL,
  at timestamp with time zone NOT NULL
);

CREATE TABLE public.sealed_change (
  "position" bigint NOT NULL,
  change_id uuid NOT NULL,
  hash bytea NOT NULL
);

CREATE TABLE public.session (
  token_hash bytea NOT NULL,
  account_id uuid NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  last_seen_at timestamp with time zone NOT NULL DEFAULT now(),
  expires_at timestamp with time zone NOT NULL
);

CREATE TABLE public.source (
  name text NOT NULL,
  description text NOT NULL DEFAULT ''::text,
  schedule jsonb,
  schedule_since timestamp with time zone,
  schedule_by text
);

CREATE TABLE public.source_card (
  source text NOT NULL,
  card_id uuid NOT NULL,
  class_id integer NOT NULL,
  created boolean NOT NULL,
  shared boolean NOT NULL,
  evidence jsonb,
  missed_runs integer NOT NULL DEFAULT 0,
  missed_since timestamp with time zone,
  mark jsonb
);

CREATE TABLE public.source_policy (
  id uuid NOT NULL,
  source text NOT NULL,
  policy jsonb NOT NULL,
  valid_from timestamp with time zone NOT NULL,
  change_id uuid NOT NULL,
  valid_to timestamp with time zone,
  ended_change_id uuid
);

CREATE TABLE public.source_withdrawal (
  id uuid NOT NULL,
  source text NOT NULL,
  reason text NOT NULL,
  started_by text NOT NULL,
  started_at timestamp with time zone NOT NULL,
  finished_at timestamp with time zone,
  counts jsonb NOT NULL DEFAULT '{}'::jsonb
);

CREATE TABLE public.source_withdrawal_card (
  withdrawal_id uuid NOT NULL,
  card_id uuid NOT NULL
);

CREATE TABLE public.source_withdrawal_left (
  withdrawal_id uuid NOT NULL,
  seq integer NOT NULL,
  card_id uuid NOT NULL,
  class text NOT NULL,
  key text,
  attribute text,
  reason text NOT NULL
);

CREATE TABLE public.source_withdrawal_relation (
  withdrawal_id uuid NOT NULL,
  relation_id uuid NOT NULL
);

CREATE TABLE public.unsealed_change (
  change_id uuid NOT NULL,
  xid xid8 NOT NULL DEFAULT pg_current_xact_id()
);

CREATE TABLE public.view_tabs (
  id uuid NOT NULL,
  class text NOT NULL,
  role text,
  account_id uuid,
  tabs uuid[] NOT NULL,
  first_view uuid,
  valid_from timestamp with time zone NOT NULL,
  change_id uuid NOT NULL,
  valid_to timestamp with time zone,
  ended_change_id uuid
);

CREATE TABLE public.withdrawn_card (
  source text NOT NULL,
  card_id uuid NOT NULL,
  class_id integer NOT NULL,
  change_id uuid NOT NULL
);

ALTER TABLE public.account ADD CONSTRAINT account_id_pkey PRIMARY KEY (id);

ALTER TABLE public.account ADD CONSTRAINT account_username_check CHECK ((username = lower(username)));

ALTER TABLE public.account ADD CONSTRAINT account_username_key UNIQUE (username);

ALTER TABLE public.account_role ADD CONSTRAINT account_role_account_id_role_name_pkey PRIMARY KEY (account_id, role_name);

ALTER TABLE public.alert_message ADD CONSTRAINT alert_message_channel_check CHECK ((channel = ANY (ARRAY['webhook'::text, 'mail'::text])));

ALTER TABLE public.alert_message ADD CONSTRAINT alert_message_id_pkey PRIMARY KEY (id);

ALTER TABLE public.alert_state ADD CONSTRAINT alert_state_source_pkey PRIMARY KEY (source);

ALTER TABLE public.api_token ADD CONSTRAINT api_token_id_pkey PRIMARY KEY (id);

ALTER TABLE public.api_token ADD CONSTRAINT api_token_token_hash_key UNIQUE (token_hash);

ALTER TABLE public.attribute ADD CONSTRAINT attribute_class_id_name_key UNIQUE (class_id, name);

ALTER TABLE public.attribute ADD CONSTRAINT attribute_id_pkey PRIMARY KEY (id);

ALTER TABLE public.attribute ADD CONSTRAINT attribute_mode_check CHECK ((mode = ANY (ARRAY['write'::text, 'read'::text, 'hidden'::text, 'immutable'::text])));

ALTER TABLE public.attribute ADD CONSTRAINT attribute_type_check CHECK ((type = ANY (ARRAY['string'::text, 'text'::text, 'integer'::text, 'decimal'::text, 'boolean'::text, 'date'::text, 'timestamp'::text, 'interval'::text, 'lookup'::text, 'lookupArray'::text, 'reference'::text, 'ipAddress'::text, 'ipNetwork'::text, 'money'::text, 'url'::text, 'json'::text])));

ALTER TABLE public.attribute ADD CONSTRAINT attribute_type_domain_id_check CHECK (((type = 'reference'::text) = (domain_id IS NOT NULL)));

ALTER TABLE public.attribute ADD CONSTRAINT attribute_type_lookup_id_check CHECK (((type = ANY (ARRAY['lookup'::text, 'lookupArray'::text])) = (lookup_id IS NOT NULL)));

ALTER TABLE public.bulk_card ADD CONSTRAINT bulk_card_job_id_number_pkey PRIMARY KEY (job_id, number);

ALTER TABLE public.bulk_card ADD CONSTRAINT bulk_card_verdict_check CHECK ((verdict = ANY (ARRAY['written'::text, 'unchanged'::text, 'fault'::text])));

ALTER TABLE public.bulk_job ADD CONSTRAINT bulk_job_id_pkey PRIMARY KEY (id);

ALTER TABLE public.bulk_job ADD CONSTRAINT bulk_job_state_check CHECK ((state = ANY (ARRAY['preparing'::text, 'ready'::text, 'running'::text, 'finished'::text, 'failed'::text, 'cancelled'::text])));

ALTER TABLE public.card ADD CONSTRAINT card_id_class_id_pkey PRIMARY KEY (id, class_id);

ALTER TABLE public.card_history ADD CONSTRAINT card_history_id_class_id_valid_from_pkey PRIMARY KEY (id, class_id, valid_from);

ALTER TABLE public.card_history ADD CONSTRAINT card_history_valid_from_valid_to_check CHECK ((valid_from < valid_to));

ALTER TABLE public.change ADD CONSTRAINT change_form_check CHECK ((form = ANY (ARRAY[1, 2])));

ALTER TABLE public.change ADD CONSTRAINT change_id_pkey PRIMARY KEY (id);

ALTER TABLE public.class ADD CONSTRAINT class_id_pkey PRIMARY KEY (id);

ALTER TABLE public.class ADD CONSTRAINT class_name_key UNIQUE (name);

ALTER TABLE public.class ADD CONSTRAINT class_retention_check CHECK ((retention ~ '^([1-9][0-9]{0,4}|forever)$'::text));

ALTER TABLE public.class_horizon ADD CONSTRAINT class_horizon_class_pkey PRIMARY KEY (class);

ALTER TABLE public.document ADD CONSTRAINT document_id_name_key UNIQUE (id, name);

ALTER TABLE public.document ADD CONSTRAINT document_id_pkey PRIMARY KEY (id);

ALTER TABLE public.document_link ADD CONSTRAINT document_link_id_pkey PRIMARY KEY (id);

ALTER TABLE public.document_link ADD CONSTRAINT document_link_valid_from_valid_to_check CHECK ((valid_from <= valid_to));

ALTER TABLE public.document_link ADD CONSTRAINT document_link_valid_to_ended_change_id_check CHECK (((valid_to IS NULL) = (ended_change_id IS NULL)));

ALTER TABLE public.document_upload ADD CONSTRAINT document_upload_version_id_pkey PRIMARY KEY (version_id);

ALTER TABLE public.document_version ADD CONSTRAINT document_version_document_id_version_key UNIQUE (document_id, version);

ALTER TABLE public.document_version ADD CONSTRAINT document_version_id_pkey PRIMARY KEY (id);

ALTER TABLE public.document_version ADD CONSTRAINT document_version_sha256_check CHECK ((octet_length(sha256) = 32));

ALTER TABLE public.document_version ADD CONSTRAINT document_version_size_bytes_check CHECK ((size_bytes >= 0));

ALTER TABLE public.document_version ADD CONSTRAINT document_version_version_check CHECK ((version > 0));

ALTER TABLE public.domain ADD CONSTRAINT domain_cardinality_check CHECK ((cardinality = ANY (ARRAY['1:1'::text, '1:N'::text, 'N:1'::text, 'N:N'::text])));

ALTER TABLE public.domain ADD CONSTRAINT domain_id_pkey PRIMARY KEY (id);

ALTER TABLE public.domain ADD CONSTRAINT domain_id_source_once_target_once_key UNIQUE (id, source_once, target_once);

ALTER TABLE public.domain ADD CONSTRAINT domain_impact_check CHECK ((impact = ANY (ARRAY['directed'::text, 'inverted'::text, 'both'::text, 'none'::text, 'unknown'::text])));

ALTER TABLE public.domain ADD CONSTRAINT domain_name_key UNIQUE (name);

ALTER TABLE public.domain ADD CONSTRAINT domain_on_source_retired_check CHECK ((on_source_retired = ANY (ARRAY['end'::text, 'restrict'::text, 'retire'::text])));

ALTER TABLE public.domain ADD CONSTRAINT domain_on_target_retired_check CHECK ((on_target_retired = ANY (ARRAY['end'::text, 'restrict'::text, 'retire'::text])));

ALTER TABLE public.import_job ADD CONSTRAINT import_job_id_pkey PRIMARY KEY (id);

ALTER TABLE public.import_job ADD CONSTRAINT import_job_mode_check CHECK ((mode = ANY (ARRAY['create'::text, 'update'::text, 'upsert'::text])));

ALTER TABLE public.import_job ADD CONSTRAINT import_job_state_check CHECK ((state = ANY (ARRAY['reading'::text, 'checking'::text, 'checked'::text, 'applying'::text, 'applied'::text, 'failed'::text])));

ALTER TABLE public.import_row ADD CONSTRAINT import_row_import_id_number_pkey PRIMARY KEY (import_id, number);

ALTER TABLE public.import_row ADD CONSTRAINT import_row_verdict_check CHECK ((verdict = ANY (ARRAY['create'::text, 'update'::text, 'unchanged'::text, 'fault'::text])));

ALTER TABLE public.journal_note ADD CONSTRAINT journal_note_id_pkey PRIMARY KEY (id);

ALTER TABLE public.journal_note ADD CONSTRAINT journal_note_struck_at_struck_change_id_check CHECK (((struck_at IS NULL) = (struck_change_id IS NULL)));

ALTER TABLE public.journal_note ADD CONSTRAINT journal_note_valid_from_struck_at_check CHECK ((valid_from < struck_at));

ALTER TABLE public.login_failure ADD CONSTRAINT login_failure_key_pkey PRIMARY KEY (key);

ALTER TABLE public.login_link ADD CONSTRAINT login_link_token_hash_pkey PRIMARY KEY (token_hash);

ALTER TABLE public.lookup ADD CONSTRAINT lookup_id_pkey PRIMARY KEY (id);

ALTER TABLE public.lookup ADD CONSTRAINT lookup_name_key UNIQUE (name);

ALTER TABLE public.lookup ADD CONSTRAINT lookup_parent_id_check CHECK ((parent_id <> id));

ALTER TABLE public.lookup_value ADD CONSTRAINT lookup_value_id_pkey PRIMARY KEY (id);

ALTER TABLE public.lookup_value ADD CONSTRAINT lookup_value_lookup_id_code_key UNIQUE (lookup_id, code);

ALTER TABLE public.lookup_value ADD CONSTRAINT lookup_value_parent_lookup_id_parent_code_check CHECK (((parent_lookup_id IS NULL) = (parent_code IS NULL)));

ALTER TABLE public.losing_value ADD CONSTRAINT losing_value_card_id_attribute_source_pkey PRIMARY KEY (card_id, attribute, source);

ALTER TABLE public.model_change ADD CONSTRAINT model_change_change_id_seq_pkey PRIMARY KEY (change_id, seq);

ALTER TABLE public.model_change ADD CONSTRAINT model_change_kind_check CHECK ((kind = ANY (ARRAY['class'::text, 'attribute'::text, 'domain'::text, 'lookup'::text])));

ALTER TABLE public.model_change ADD CONSTRAINT model_change_old_new_check CHECK (((old IS NOT NULL) OR (new IS NOT NULL)));

ALTER TABLE public.model_revision ADD CONSTRAINT model_revision_singleton_check CHECK (singleton);

ALTER TABLE public.model_revision ADD CONSTRAINT model_revision_singleton_pkey PRIMARY KEY (singleton);

ALTER TABLE public.override_end ADD CONSTRAINT override_end_card_id_attribute_pkey PRIMARY KEY (card_id, attribute);

ALTER TABLE public.purge ADD CONSTRAINT purge_change_id_pkey PRIMARY KEY (change_id);

ALTER TABLE public.quarantine ADD CONSTRAINT quarantine_id_pkey PRIMARY KEY (id);

ALTER TABLE public.quarantine ADD CONSTRAINT quarantine_kind_check CHECK ((kind = ANY (ARRAY['no-key'::text, 'doubled-key'::text, 'shared-hardware'::text, 'other-hardware'::text, 'several-cards'::text, 'incomplete'::text, 'fault'::text, 'answered-card-gone'::text, 'answered-twice'::text])));

ALTER TABLE public.quarantine ADD CONSTRAINT quarantine_run_id_seq_key UNIQUE (run_id, seq);

ALTER TABLE public.quarantine_answer ADD CONSTRAINT quarantine_answer_answer_card_id_check CHECK (((answer = 'same-card'::text) = (card_id IS NOT NULL)));

ALTER TABLE public.quarantine_answer ADD CONSTRAINT quarantine_answer_answer_check CHECK ((answer = ANY (ARRAY['same-card'::text, 'ignore'::text])));

ALTER TABLE public.quarantine_answer ADD CONSTRAINT quarantine_answer_id_pkey PRIMARY KEY (id);

ALTER TABLE public.quarantine_answer ADD CONSTRAINT quarantine_answer_valid_from_valid_to_check CHECK ((valid_from < valid_to));

ALTER TABLE public.quarantine_answer ADD CONSTRAINT quarantine_answer_valid_to_ended_change_id_check CHECK (((valid_to IS NULL) = (ended_change_id IS NULL)));

ALTER TABLE public.relation ADD CONSTRAINT relation_id_pkey PRIMARY KEY (id);

ALTER TABLE public.relation_history ADD CONSTRAINT relation_history_id_valid_from_pkey PRIMARY KEY (id, valid_from);

ALTER TABLE public.relation_history ADD CONSTRAINT relation_history_valid_from_valid_to_check CHECK ((valid_from < valid_to));

ALTER TABLE public.relation_word ADD CONSTRAINT relation_word_domain_id_source_id_target_id_source_pkey PRIMARY KEY (domain_id, source_id, target_id, source);

ALTER TABLE public.removed_item ADD CONSTRAINT removed_item_change_id_kind_item_id_pkey PRIMARY KEY (change_id, kind, item_id);

ALTER TABLE public.removed_item ADD CONSTRAINT removed_item_kind_check CHECK ((kind = ANY (ARRAY['card'::text, 'endedCard'::text, 'relation'::text, 'endedRelation'::text])));

ALTER TABLE public.report_view ADD CONSTRAINT report_view_name_pkey PRIMARY KEY (name);

ALTER TABLE public.role ADD CONSTRAINT role_name_pkey PRIMARY KEY (name);

ALTER TABLE public.run ADD CONSTRAINT run_id_pkey PRIMARY KEY (id);

ALTER TABLE public.run ADD CONSTRAINT run_mode_check CHECK ((mode = ANY (ARRAY['full'::text, 'delta'::text])));

ALTER TABLE public.run ADD CONSTRAINT run_state_check CHECK ((state = ANY (ARRAY['open'::text, 'closed'::text, 'planned'::text, 'waiting'::text, 'applied'::text, 'failed'::text, 'abandoned'::text, 'cancelled'::text])));

ALTER TABLE public.run ADD CONSTRAINT run_state_finished_at_check CHECK (((state = ANY (ARRAY['applied'::text, 'failed'::text, 'abandoned'::text, 'cancelled'::text])) = (finished_at IS NOT NULL)));

ALTER TABLE public.run_before ADD CONSTRAINT run_before_kind_check CHECK ((kind = ANY (ARRAY['losing'::text, 'retired'::text, 'known'::text])));

ALTER TABLE public.run_before ADD CONSTRAINT run_before_run_id_kind_card_id_attribute_pkey PRIMARY KEY (run_id, kind, card_id, attribute);

ALTER TABLE public.run_change ADD CONSTRAINT run_change_action_check CHECK ((action = ANY (ARRAY['create'::text, 'update'::text, 'retire'::text, 'relate'::text, 'unrelate'::text, 'handover'::text, 'keep'::text, 'quarantine'::text])));

ALTER TABLE public.run_change ADD CONSTRAINT run_change_direction_check CHECK ((direction = ANY (ARRAY['directed'::text, 'inverted'::text])));

ALTER TABLE public.run_change ADD CONSTRAINT run_change_run_id_seq_pkey PRIMARY KEY (run_id, seq);

ALTER TABLE public.run_decision ADD CONSTRAINT run_decision_id_pkey PRIMARY KEY (id);

ALTER TABLE public.run_decision ADD CONSTRAINT run_decision_verdict_check CHECK ((verdict = ANY (ARRAY['approved'::text, 'refused'::text])));

ALTER TABLE public.run_lease ADD CONSTRAINT run_lease_run_id_pkey PRIMARY KEY (run_id);

ALTER TABLE public.run_marks ADD CONSTRAINT run_marks_run_id_pkey PRIMARY KEY (run_id);

ALTER TABLE public.run_missed ADD CONSTRAINT run_missed_run_id_card_id_pkey PRIMARY KEY (run_id, card_id);

ALTER TABLE public.run_record ADD CONSTRAINT run_record_body_faults_kept_check CHECK ((num_nonnulls(body, faults, kept_run_id) = 1));

ALTER TABLE public.run_record ADD CONSTRAINT run_record_kept_check CHECK ((num_nonnulls(kept_run_id, kept_seq) = ANY (ARRAY[0, 2])));

ALTER TABLE public.run_record ADD CONSTRAINT run_record_outcome_check CHECK ((outcome = ANY (ARRAY['planned'::text, 'unchanged'::text, 'quarantined'::text, 'ignored'::text])));

ALTER TABLE public.run_record ADD CONSTRAINT run_record_run_id_seq_pkey PRIMARY KEY (run_id, seq);

ALTER TABLE public.run_undo ADD CONSTRAINT run_undo_id_pkey PRIMARY KEY (id);

ALTER TABLE public.run_undo ADD CONSTRAINT run_undo_run_id_key UNIQUE (run_id);

ALTER TABLE public.run_undo_change ADD CONSTRAINT run_undo_change_undo_id_change_id_pkey PRIMARY KEY (undo_id, change_id);

ALTER TABLE public.run_undo_left ADD CONSTRAINT run_undo_left_undo_id_seq_pkey PRIMARY KEY (undo_id, seq);

ALTER TABLE public.run_unit ADD CONSTRAINT run_unit_run_id_unit_pkey PRIMARY KEY (run_id, unit);

ALTER TABLE public.run_unit ADD CONSTRAINT run_unit_state_check CHECK ((state = ANY (ARRAY['planned'::text, 'applied'::text, 'failed'::text, 'reported'::text, 'held'::text, 'approved'::text, 'refused'::text, 'superseded'::text, 'cancelled'::text])));

ALTER TABLE public.run_unit ADD CONSTRAINT run_unit_state_fault_check CHECK (((state = 'failed'::text) = (fault IS NOT NULL)));

ALTER TABLE public.saved_view ADD CONSTRAINT saved_view_id_valid_from_pkey PRIMARY KEY (id, valid_from);

ALTER TABLE public.saved_view ADD CONSTRAINT saved_view_valid_from_valid_to_check CHECK ((valid_from < valid_to));

ALTER TABLE public.saved_view ADD CONSTRAINT saved_view_valid_to_ended_change_id_check CHECK (((valid_to IS NULL) = (ended_change_id IS NULL)));

ALTER TABLE public.seal ADD CONSTRAINT seal_count_check CHECK ((count > 0));

ALTER TABLE public.seal ADD CONSTRAINT seal_id_pkey PRIMARY KEY (id);

ALTER TABLE public.seal ADD CONSTRAINT seal_total_key UNIQUE (total);

ALTER TABLE public.sealed_change ADD CONSTRAINT sealed_change_change_id_key UNIQUE (change_id);

ALTER TABLE public.sealed_change ADD CONSTRAINT sealed_change_position_pkey PRIMARY KEY ("position");

ALTER TABLE public.session ADD CONSTRAINT session_token_hash_pkey PRIMARY KEY (token_hash);

ALTER TABLE public.source ADD CONSTRAINT source_name_pkey PRIMARY KEY (name);

ALTER TABLE public.source ADD CONSTRAINT source_schedule_check CHECK ((((schedule IS NULL) = (schedule_since IS NULL)) AND ((schedule IS NULL) = (schedule_by IS NULL))));

ALTER TABLE public.source_card ADD CONSTRAINT source_card_source_card_id_pkey PRIMARY KEY (source, card_id);

ALTER TABLE public.source_policy ADD CONSTRAINT source_policy_id_pkey PRIMARY KEY (id);

ALTER TABLE public.source_policy ADD CONSTRAINT source_policy_valid_from_valid_to_check CHECK ((valid_from < valid_to));

ALTER TABLE public.source_policy ADD CONSTRAINT source_policy_valid_to_ended_change_id_check CHECK (((valid_to IS NULL) = (ended_change_id IS NULL)));

ALTER TABLE public.source_withdrawal ADD CONSTRAINT source_withdrawal_id_pkey PRIMARY KEY (id);

ALTER TABLE public.source_withdrawal_card ADD CONSTRAINT source_withdrawal_card_withdrawal_id_card_id_pkey PRIMARY KEY (withdrawal_id, card_id);

ALTER TABLE public.source_withdrawal_left ADD CONSTRAINT source_withdrawal_left_withdrawal_id_seq_pkey PRIMARY KEY (withdrawal_id, seq);

ALTER TABLE public.source_withdrawal_relation ADD CONSTRAINT source_withdrawal_relation_withdrawal_id_relation_id_pkey PRIMARY KEY (withdrawal_id, relation_id);

ALTER TABLE public.unsealed_change ADD CONSTRAINT unsealed_change_change_id_pkey PRIMARY KEY (change_id);

ALTER TABLE public.view_tabs ADD CONSTRAINT view_tabs_first_view_check CHECK ((first_view = ANY (tabs)));

ALTER TABLE public.view_tabs ADD CONSTRAINT view_tabs_id_pkey PRIMARY KEY (id);

ALTER TABLE public.view_tabs ADD CONSTRAINT view_tabs_role_account_id_check CHECK (((role IS NULL) <> (account_id IS NULL)));

ALTER TABLE public.view_tabs ADD CONSTRAINT view_tabs_valid_from_valid_to_check CHECK ((valid_from < valid_to));

ALTER TABLE public.view_tabs ADD CONSTRAINT view_tabs_valid_to_ended_change_id_check CHECK (((valid_to IS NULL) = (ended_change_id IS NULL)));

ALTER TABLE public.withdrawn_card ADD CONSTRAINT withdrawn_card_source_card_id_pkey PRIMARY KEY (source, card_id);

ALTER TABLE public.account_role ADD CONSTRAINT account_role_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id) ON DELETE CASCADE;

ALTER TABLE public.account_role ADD CONSTRAINT account_role_role_name_fkey FOREIGN KEY (role_name) REFERENCES role(name);

ALTER TABLE public.alert_state ADD CONSTRAINT alert_state_source_fkey FOREIGN KEY (source) REFERENCES source(name);

ALTER TABLE public.api_token ADD CONSTRAINT api_token_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id) ON DELETE CASCADE;

ALTER TABLE public.attribute ADD CONSTRAINT attribute_change_id_fkey FOREIGN KEY (change_id) REFERENCES change(id);

ALTER TABLE public.attribute ADD CONSTRAINT attribute_class_id_fkey FOREIGN KEY (class_id) REFERENCES class(id);

ALTER TABLE public.attribute ADD CONSTRAINT attribute_domain_id_fkey FOREIGN KEY (domain_id) REFERENCES domain(id);

ALTER TABLE public.attribute ADD CONSTRAINT attribute_lookup_id_fkey FOREIGN KEY (lookup_id) REFERENCES lookup(id);

ALTER TABLE public.bulk_card ADD CONSTRAINT bulk_card_job_id_fkey FOREIGN KEY (job_id) REFERENCES bulk_job(id) ON DELETE CASCADE;

ALTER TABLE public.bulk_job ADD CONSTRAINT bulk_job_class_id_fkey FOREIGN KEY (class_id) REFERENCES class(id) ON DELETE CASCADE;

ALTER TABLE public.card ADD CONSTRAINT card_change_id_fkey FOREIGN KEY (change_id) REFERENCES change(id);

ALTER TABLE public.card ADD CONSTRAINT card_class_id_fkey FOREIGN KEY (class_id) REFERENCES class(id);

ALTER TABLE public.card_history ADD CONSTRAINT card_history_change_id_fkey FOREIGN KEY (change_id) REFERENCES change(id);

ALTER TABLE public.card_history ADD CONSTRAINT card_history_class_id_fkey FOREIGN KEY (class_id) REFERENCES class(id);

ALTER TABLE public.card_history ADD CONSTRAINT card_history_ended_change_id_fkey FOREIGN KEY (ended_change_id) REFERENCES change(id);

ALTER TABLE public.change ADD CONSTRAINT change_source_fkey FOREIGN KEY (source) REFERENCES source(name);

ALTER TABLE public.class ADD CONSTRAINT class_change_id_fkey FOREIGN KEY (change_id) REFERENCES change(id);

ALTER TABLE public.class ADD CONSTRAINT class_superclass_id_fkey FOREIGN KEY (superclass_id) REFERENCES class(id);

ALTER TABLE public.document ADD CONSTRAINT document_change_id_fkey FOREIGN KEY (change_id) REFERENCES change(id);

ALTER TABLE public.document_link ADD CONSTRAINT document_link_change_id_fkey FOREIGN KEY (change_id) REFERENCES change(id);

ALTER TABLE public.document_link ADD CONSTRAINT document_link_document_id_name_fkey FOREIGN KEY (document_id, name) REFERENCES document(id, name);

ALTER TABLE public.document_link ADD CONSTRAINT document_link_ended_change_id_fkey FOREIGN KEY (ended_change_id) REFERENCES change(id);

ALTER TABLE public.document_version ADD CONSTRAINT document_version_change_id_fkey FOREIGN KEY (change_id) REFERENCES change(id);

ALTER TABLE public.document_version ADD CONSTRAINT document_version_document_id_fkey FOREIGN KEY (document_id) REFERENCES document(id);

ALTER TABLE public.domain ADD CONSTRAINT domain_change_id_fkey FOREIGN KEY (change_id) REFERENCES change(id);

ALTER TABLE public.domain ADD CONSTRAINT domain_source_class_id_fkey FOREIGN KEY (source_class_id) REFERENCES class(id);

ALTER TABLE public.domain ADD CONSTRAINT domain_target_class_id_fkey FOREIGN KEY (target_class_id) REFERENCES class(id);

ALTER TABLE public.import_job ADD CONSTRAINT import_job_class_id_fkey FOREIGN KEY (class_id) REFERENCES class(id) ON DELETE CASCADE;

ALTER TABLE public.import_row ADD CONSTRAINT import_row_import_id_fkey FOREIGN KEY (import_id) REFERENCES import_job(id) ON DELETE CASCADE;

ALTER TABLE public.journal_note ADD CONSTRAINT journal_note_change_id_fkey FOREIGN KEY (change_id) REFERENCES change(id);

ALTER TABLE public.journal_note ADD CONSTRAINT journal_note_struck_change_id_fkey FOREIGN KEY (struck_change_id) REFERENCES change(id);

ALTER TABLE public.login_link ADD CONSTRAINT login_link_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id) ON DELETE CASCADE;

ALTER TABLE public.lookup ADD CONSTRAINT lookup_change_id_fkey FOREIGN KEY (change_id) REFERENCES change(id);

ALTER TABLE public.lookup ADD CONSTRAINT lookup_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES lookup(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE public.lookup_value ADD CONSTRAINT lookup_value_lookup_id_fkey FOREIGN KEY (lookup_id) REFERENCES lookup(id);

ALTER TABLE public.lookup_value ADD CONSTRAINT lookup_value_parent_lookup_id_parent_code_fkey FOREIGN KEY (parent_lookup_id, parent_code) REFERENCES lookup_value(lookup_id, code) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE public.model_change ADD CONSTRAINT model_change_change_id_fkey FOREIGN KEY (change_id) REFERENCES change(id);

ALTER TABLE public.purge ADD CONSTRAINT purge_change_id_fkey FOREIGN KEY (change_id) REFERENCES change(id);

ALTER TABLE public.quarantine ADD CONSTRAINT quarantine_run_id_fkey FOREIGN KEY (run_id) REFERENCES run(id) ON DELETE CASCADE;

ALTER TABLE public.quarantine ADD CONSTRAINT quarantine_source_fkey FOREIGN KEY (source) REFERENCES source(name);

ALTER TABLE public.quarantine_answer ADD CONSTRAINT quarantine_answer_change_id_fkey FOREIGN KEY (change_id) REFERENCES change(id);

ALTER TABLE public.quarantine_answer ADD CONSTRAINT quarantine_answer_ended_change_id_fkey FOREIGN KEY (ended_change_id) REFERENCES change(id);

ALTER TABLE public.quarantine_answer ADD CONSTRAINT quarantine_answer_source_fkey FOREIGN KEY (source) REFERENCES source(name);

ALTER TABLE public.relation ADD CONSTRAINT relation_change_id_fkey FOREIGN KEY (change_id) REFERENCES change(id);

ALTER TABLE public.relation ADD CONSTRAINT relation_domain_id_source_once_target_once_fkey FOREIGN KEY (domain_id, source_once, target_once) REFERENCES domain(id, source_once, target_once);

ALTER TABLE public.relation ADD CONSTRAINT relation_source_id_source_class_fkey FOREIGN KEY (source_id, source_class) REFERENCES card(id, class_id);

ALTER TABLE public.relation ADD CONSTRAINT relation_target_id_target_class_fkey FOREIGN KEY (target_id, target_class) REFERENCES card(id, class_id);

ALTER TABLE public.relation_history ADD CONSTRAINT relation_history_change_id_fkey FOREIGN KEY (change_id) REFERENCES change(id);

ALTER TABLE public.relation_history ADD CONSTRAINT relation_history_domain_id_fkey FOREIGN KEY (domain_id) REFERENCES domain(id);

ALTER TABLE public.relation_history ADD CONSTRAINT relation_history_ended_change_id_fkey FOREIGN KEY (ended_change_id) REFERENCES change(id);

ALTER TABLE public.relation_word ADD CONSTRAINT relation_word_domain_id_fkey FOREIGN KEY (domain_id) REFERENCES domain(id) ON DELETE CASCADE;

ALTER TABLE public.relation_word ADD CONSTRAINT relation_word_source_fkey FOREIGN KEY (source) REFERENCES source(name);

ALTER TABLE public.removed_item ADD CONSTRAINT removed_item_change_id_fkey FOREIGN KEY (change_id) REFERENCES change(id);

ALTER TABLE public.removed_item ADD CONSTRAINT removed_item_purge_id_fkey FOREIGN KEY (purge_id) REFERENCES purge(change_id);

ALTER TABLE public.run ADD CONSTRAINT run_base_run_id_fkey FOREIGN KEY (base_run_id) REFERENCES run(id);

ALTER TABLE public.run ADD CONSTRAINT run_source_fkey FOREIGN KEY (source) REFERENCES source(name);

ALTER TABLE public.run_before ADD CONSTRAINT run_before_run_id_fkey FOREIGN KEY (run_id) REFERENCES run(id) ON DELETE CASCADE;

ALTER TABLE public.run_change ADD CONSTRAINT run_change_run_id_unit_fkey FOREIGN KEY (run_id, unit) REFERENCES run_unit(run_id, unit) ON DELETE CASCADE;

ALTER TABLE public.run_decision ADD CONSTRAINT run_decision_run_id_fkey FOREIGN KEY (run_id) REFERENCES run(id) ON DELETE CASCADE;

ALTER TABLE public.run_lease ADD CONSTRAINT run_lease_run_id_fkey FOREIGN KEY (run_id) REFERENCES run(id) ON DELETE CASCADE;

ALTER TABLE public.run_marks ADD CONSTRAINT run_marks_run_id_fkey FOREIGN KEY (run_id) REFERENCES run(id);

ALTER TABLE public.run_missed ADD CONSTRAINT run_missed_run_id_fkey FOREIGN KEY (run_id) REFERENCES run(id) ON DELETE CASCADE;

ALTER TABLE public.run_record ADD CONSTRAINT run_record_run_id_fkey FOREIGN KEY (run_id) REFERENCES run(id) ON DELETE CASCADE;

ALTER TABLE public.run_undo ADD CONSTRAINT run_undo_run_id_fkey FOREIGN KEY (run_id) REFERENCES run(id);

ALTER TABLE public.run_undo_change ADD CONSTRAINT run_undo_change_undo_id_fkey FOREIGN KEY (undo_id) REFERENCES run_undo(id) ON DELETE CASCADE;

ALTER TABLE public.run_undo_left ADD CONSTRAINT run_undo_left_undo_id_fkey FOREIGN KEY (undo_id) REFERENCES run_undo(id) ON DELETE CASCADE;

ALTER TABLE public.run_unit ADD CONSTRAINT run_unit_decision_id_fkey FOREIGN KEY (decision_id) REFERENCES run_decision(id) ON DELETE CASCADE;

ALTER TABLE public.run_unit ADD CONSTRAINT run_unit_run_id_fkey FOREIGN KEY (run_id) REFERENCES run(id) ON DELETE CASCADE;

ALTER TABLE public.saved_view ADD CONSTRAINT saved_view_change_id_fkey FOREIGN KEY (change_id) REFERENCES change(id);

ALTER TABLE public.saved_view ADD CONSTRAINT saved_view_ended_change_id_fkey FOREIGN KEY (ended_change_id) REFERENCES change(id);

ALTER TABLE public.saved_view ADD CONSTRAINT saved_view_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES account(id);

ALTER TABLE public.session ADD CONSTRAINT session_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id) ON DELETE CASCADE;

ALTER TABLE public.source_card ADD CONSTRAINT source_card_class_id_fkey FOREIGN KEY (class_id) REFERENCES class(id);

ALTER TABLE public.source_card ADD CONSTRAINT source_card_source_fkey FOREIGN KEY (source) REFERENCES source(name);

ALTER TABLE public.source_policy ADD CONSTRAINT source_policy_change_id_fkey FOREIGN KEY (change_id) REFERENCES change(id);

ALTER TABLE public.source_policy ADD CONSTRAINT source_policy_ended_change_id_fkey FOREIGN KEY (ended_change_id) REFERENCES change(id);

ALTER TABLE public.source_policy ADD CONSTRAINT source_policy_source_fkey FOREIGN KEY (source) REFERENCES source(name);

ALTER TABLE public.source_withdrawal ADD CONSTRAINT source_withdrawal_source_fkey FOREIGN KEY (source) REFERENCES source(name);

ALTER TABLE public.source_withdrawal_card ADD CONSTRAINT source_withdrawal_card_withdrawal_id_fkey FOREIGN KEY (withdrawal_id) REFERENCES source_withdrawal(id);

ALTER TABLE public.source_withdrawal_left ADD CONSTRAINT source_withdrawal_left_withdrawal_id_fkey FOREIGN KEY (withdrawal_id) REFERENCES source_withdrawal(id);

ALTER TABLE public.source_withdrawal_relation ADD CONSTRAINT source_withdrawal_relation_withdrawal_id_fkey FOREIGN KEY (withdrawal_id) REFERENCES source_withdrawal(id);

ALTER TABLE public.unsealed_change ADD CONSTRAINT unsealed_change_change_id_fkey FOREIGN KEY (change_id) REFERENCES change(id) ON DELETE CASCADE;

ALTER TABLE public.view_tabs ADD CONSTRAINT view_tabs_account_id_fkey FOREIGN KEY (account_id) REFERENCES account(id);

ALTER TABLE public.view_tabs ADD CONSTRAINT view_tabs_change_id_fkey FOREIGN KEY (change_id) REFERENCES change(id);

ALTER TABLE public.view_tabs ADD CONSTRAINT view_tabs_ended_change_id_fkey FOREIGN KEY (ended_change_id) REFERENCES change(id);

ALTER TABLE public.withdrawn_card ADD CONSTRAINT withdrawn_card_class_id_fkey FOREIGN KEY (class_id) REFERENCES class(id) ON DELETE CASCADE;

ALTER TABLE public.withdrawn_card ADD CONSTRAINT withdrawn_card_source_fkey FOREIGN KEY (source) REFERENCES source(name);

CREATE INDEX alert_message_next_at_idx ON public.alert_message USING btree (next_at) WHERE ((sent_at IS NULL) AND (failed_at IS NULL));

CREATE INDEX api_token_account_id_idx ON public.api_token USING btree (account_id);

CREATE INDEX bulk_card_job_id_change_id_idx ON public.bulk_card USING btree (job_id, change_id) WHERE (change_id IS NOT NULL);

CREATE INDEX bulk_card_job_id_verdict_number_idx ON public.bulk_card USING btree (job_id, verdict, number) WHERE (verdict IS NOT NULL);

CREATE INDEX card_attributes_idx ON ONLY public.card USING gin (attributes jsonb_path_ops);

CREATE INDEX card_change_id_idx ON ONLY public.card USING btree (change_id);

CREATE INDEX card_code_id_idx ON ONLY public.card USING btree (code, id);

CREATE INDEX card_search_text_idx ON ONLY public.card USING gin (search_text gin_trgm_ops);

CREATE INDEX card_history_attributes_idx ON ONLY public.card_history USING gin (attributes jsonb_path_ops);

CREATE INDEX card_history_change_id_idx ON ONLY public.card_history USING btree (change_id);

CREATE INDEX card_history_ended_change_id_idx ON ONLY public.card_history USING btree (ended_change_id);

CREATE INDEX card_history_valid_to_valid_from_idx ON ONLY public.card_history USING btree (valid_to, valid_from);

CREATE INDEX change_actor_at_idx ON public.change USING btree (actor, at);

CREATE INDEX change_at_id_idx ON public.change USING btree (at, id);

CREATE INDEX change_run_id_idx ON public.change USING btree (run_id) WHERE (run_id IS NOT NULL);

CREATE INDEX change_source_at_idx ON public.change USING btree (source, at);

CREATE INDEX document_change_id_idx ON public.document USING btree (change_id);

CREATE INDEX document_search_text_idx ON public.document USING gin (search_text gin_trgm_ops);

CREATE INDEX document_link_card_id_idx ON public.document_link USING btree (card_id);

CREATE UNIQUE INDEX document_link_card_id_name_key ON public.document_link USING btree (card_id, name) WHERE (valid_to IS NULL);

CREATE INDEX document_link_change_id_idx ON public.document_link USING btree (change_id);

CREATE UNIQUE INDEX document_link_document_id_card_id_key ON public.document_link USING btree (document_id, card_id) WHERE (valid_to IS NULL);

CREATE INDEX document_link_document_id_idx ON public.document_link USING btree (document_id);

CREATE INDEX document_link_ended_change_id_idx ON public.document_link USING btree (ended_change_id);

CREATE INDEX document_upload_started_at_idx ON public.document_upload USING btree (started_at);

CREATE INDEX document_version_change_id_idx ON public.document_version USING btree (change_id);

CREATE INDEX import_row_import_id_key_number_idx ON public.import_row USING btree (import_id, md5(key), number);

CREATE INDEX import_row_import_id_verdict_number_idx ON public.import_row USING btree (import_id, verdict, number);

CREATE INDEX journal_note_card_id_valid_from_id_idx ON public.journal_note USING btree (card_id, valid_from, id);

CREATE INDEX journal_note_change_id_idx ON public.journal_note USING btree (change_id);

CREATE INDEX journal_note_struck_change_id_idx ON public.journal_note USING btree (struck_change_id);

CREATE UNIQUE INDEX lookup_value_lookup_id_default_key ON public.lookup_value USING btree (lookup_id) WHERE is_default;

CREATE INDEX model_change_kind_name_idx ON public.model_change USING btree (kind, name);

CREATE INDEX override_end_at_idx ON public.override_end USING btree (at);

CREATE INDEX quarantine_source_at_id_idx ON public.quarantine USING btree (source, at, id) WHERE (resolved_at IS NULL);

CREATE INDEX quarantine_answer_change_id_idx ON public.quarantine_answer USING btree (change_id);

CREATE INDEX quarantine_answer_ended_change_id_idx ON public.quarantine_answer USING btree (ended_change_id);

CREATE UNIQUE INDEX quarantine_answer_source_class_key_evidence_key ON public.quarantine_answer USING btree (source, class, key, jsonb_hash_extended(evidence, (0)::bigint)) WHERE (valid_to IS NULL);

CREATE INDEX relation_change_id_idx ON public.relation USING btree (change_id);

CREATE UNIQUE INDEX relation_domain_id_source_id_key ON public.relation USING btree (domain_id, source_id) WHERE source_once;

CREATE UNIQUE INDEX relation_domain_id_source_id_target_id_key ON public.relation USING btree (domain_id, source_id, target_id);

CREATE UNIQUE INDEX relation_domain_id_target_id_key ON public.relation USING btree (domain_id, target_id) WHERE target_once;

CREATE INDEX relation_source_id_domain_id_target_id_idx ON public.relation USING btree (source_id, domain_id, target_id) INCLUDE (target_class);

CREATE INDEX relation_target_id_domain_id_source_id_idx ON public.relation USING btree (target_id, domain_id, source_id) INCLUDE (source_class);

CREATE INDEX relation_history_change_id_idx ON public.relation_history USING btree (change_id);

CREATE INDEX relation_history_ended_change_id_idx ON public.relation_history USING btree (ended_change_id);

CREATE INDEX relation_history_source_class_target_class_valid_to_idx ON public.relation_history USING btree (source_class, target_class, valid_to);

CREATE INDEX relation_history_source_id_domain_id_idx ON public.relation_history USING btree (source_id, domain_id);

CREATE INDEX relation_history_target_id_domain_id_idx ON public.relation_history USING btree (target_id, domain_id);

CREATE INDEX relation_word_run_id_idx ON public.relation_word USING btree (run_id);

CREATE INDEX relation_word_taken_back_by_idx ON public.relation_word USING btree (taken_back_by) WHERE (taken_back_by IS NOT NULL);

CREATE INDEX removed_item_item_id_idx ON public.removed_item USING btree (item_id);

CREATE INDEX removed_item_purge_id_idx ON public.removed_item USING btree (purge_id);

CREATE INDEX run_source_mode_covers_idx ON public.run USING btree (source, mode, GREATEST(slot, started_at)) WHERE (NOT dry);

CREATE INDEX run_source_started_at_id_idx ON public.run USING btree (source, started_at, id);

CREATE UNIQUE INDEX run_source_unfinished_key ON public.run USING btree (source) WHERE ((state = ANY (ARRAY['open'::text, 'closed'::text, 'planned'::text])) AND (NOT dry));

CREATE INDEX run_source_waiting_idx ON public.run USING btree (source) WHERE (state = 'waiting'::text);

CREATE INDEX run_change_run_id_card_id_idx ON public.run_change USING btree (run_id, card_id);

CREATE INDEX run_change_run_id_unit_idx ON public.run_change USING btree (run_id, unit);

CREATE INDEX run_decision_run_id_idx ON public.run_decision USING btree (run_id);

CREATE INDEX run_record_run_id_class_key_idx ON public.run_record USING btree (run_id, class, key);

CREATE INDEX run_record_run_id_fingerprint_idx ON public.run_record USING btree (run_id, fingerprint) WHERE (fingerprint IS NOT NULL);

CREATE INDEX run_unit_decision_id_idx ON public.run_unit USING btree (decision_id) WHERE (decision_id IS NOT NULL);

CREATE INDEX run_unit_run_id_held_idx ON public.run_unit USING btree (run_id) WHERE (state = 'held'::text);

CREATE INDEX run_unit_run_id_unit_planned_idx ON public.run_unit USING btree (run_id, unit) WHERE (state = ANY (ARRAY['planned'::text, 'approved'::text]));

CREATE INDEX saved_view_change_id_idx ON public.saved_view USING btree (change_id);

CREATE UNIQUE INDEX saved_view_class_name_key ON public.saved_view USING btree (class, name) WHERE ((valid_to IS NULL) AND shared);

CREATE INDEX saved_view_ended_change_id_idx ON public.saved_view USING btree (ended_change_id);

CREATE UNIQUE INDEX saved_view_id_key ON public.saved_view USING btree (id) WHERE (valid_to IS NULL);

CREATE UNIQUE INDEX saved_view_owner_id_class_name_key ON public.saved_view USING btree (owner_id, class, name) WHERE ((valid_to IS NULL) AND (NOT shared));

CREATE INDEX session_account_id_idx ON public.session USING btree (account_id);

CREATE INDEX source_card_source_class_id_idx ON public.source_card USING btree (source, class_id);

CREATE INDEX source_policy_change_id_idx ON public.source_policy USING btree (change_id);

CREATE INDEX source_policy_ended_change_id_idx ON public.source_policy USING btree (ended_change_id);

CREATE UNIQUE INDEX source_policy_source_key ON public.source_policy USING btree (source) WHERE (valid_to IS NULL);

CREATE UNIQUE INDEX source_withdrawal_source_key ON public.source_withdrawal USING btree (source) WHERE (finished_at IS NULL);

CREATE INDEX view_tabs_change_id_idx ON public.view_tabs USING btree (change_id);

CREATE UNIQUE INDEX view_tabs_class_account_id_key ON public.view_tabs USING btree (class, account_id) WHERE ((valid_to IS NULL) AND (account_id IS NOT NULL));

CREATE UNIQUE INDEX view_tabs_class_role_key ON public.view_tabs USING btree (class, role) WHERE ((valid_to IS NULL) AND (role IS NOT NULL));

CREATE INDEX view_tabs_ended_change_id_idx ON public.view_tabs USING btree (ended_change_id);

CREATE INDEX withdrawn_card_source_class_id_idx ON public.withdrawn_card USING btree (source, class_id);
