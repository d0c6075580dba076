-- Documents: files that hang on cards. The bytes are in the document store, under <document id>/<version id>.
-- Rows are never changed but for the end of a link, so that what was true on a date can be told.

CREATE TABLE document (
  id uuid NOT NULL,
  name text NOT NULL,
  category text,
  description text,
  valid_from timestamptz NOT NULL,
  change_id uuid NOT NULL,
  CONSTRAINT document_id_pkey PRIMARY KEY (id),
  CONSTRAINT document_id_name_key UNIQUE (id, name),
  CONSTRAINT document_change_id_fkey FOREIGN KEY (change_id) REFERENCES change (id)
);
CREATE INDEX document_change_id_idx ON document (change_id);

CREATE TABLE document_version (
  id uuid NOT NULL,
  document_id uuid NOT NULL,
  version integer NOT NULL,
  sha256 bytea NOT NULL,
  size_bytes bigint NOT NULL,
  media_type text NOT NULL,
  author text NOT NULL,
  valid_from timestamptz NOT NULL,
  change_id uuid NOT NULL,
  CONSTRAINT document_version_id_pkey PRIMARY KEY (id),
  CONSTRAINT document_version_document_id_version_key UNIQUE (document_id, version),
  CONSTRAINT document_version_document_id_fkey FOREIGN KEY (document_id) REFERENCES document (id),
  CONSTRAINT document_version_change_id_fkey FOREIGN KEY (change_id) REFERENCES change (id),
  CONSTRAINT document_version_sha256_check CHECK (octet_length(sha256) = 32),
  CONSTRAINT document_version_size_bytes_check CHECK (size_bytes >= 0),
  CONSTRAINT document_version_version_check CHECK (version > 0)
);
CREATE INDEX document_version_change_id_idx ON document_version (change_id);

-- card_id has no foreign key: a retired card, which stands in card_history alone, keeps its documents.
-- name repeats the document's, held equal by the foreign key, so that it is unique within a card whoever writes.
CREATE TABLE document_link (
  id uuid NOT NULL,
  document_id uuid NOT NULL,
  name text NOT NULL,
  card_id uuid NOT NULL,
  valid_from timestamptz NOT NULL,
  change_id uuid NOT NULL,
  valid_to timestamptz,
  ended_change_id uuid,
  CONSTRAINT document_link_id_pkey PRIMARY KEY (id),
  CONSTRAINT document_link_document_id_name_fkey FOREIGN KEY (document_id, name) REFERENCES document (id, name),
  CONSTRAINT document_link_change_id_fkey FOREIGN KEY (change_id) REFERENCES change (id),
  CONSTRAINT document_link_ended_change_id_fkey FOREIGN KEY (ended_change_id) REFERENCES change (id),
  CONSTRAINT document_link_valid_from_valid_to_check CHECK (valid_from <= valid_to),
  CONSTRAINT document_link_valid_to_ended_change_id_check CHECK ((valid_to IS NULL) = (ended_change_id IS NULL))
);
CREATE UNIQUE INDEX document_link_card_id_name_key ON document_link (card_id, name) WHERE valid_to IS NULL;
CREATE UNIQUE INDEX document_link_document_id_card_id_key ON document_link (document_id, card_id) WHERE valid_to IS NULL;
CREATE INDEX document_link_card_id_idx ON document_link (card_id);
CREATE INDEX document_link_document_id_idx ON document_link (document_id);
CREATE INDEX document_link_change_id_idx ON document_link (change_id);
CREATE INDEX document_link_ended_change_id_idx ON document_link (ended_change_id);

-- An upload from before its first byte until its version is committed. What an ended process left behind is found here.
CREATE TABLE document_upload (
  version_id uuid NOT NULL,
  document_id uuid NOT NULL,
  started_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT document_upload_version_id_pkey PRIMARY KEY (version_id)
);
CREATE INDEX document_upload_started_at_idx ON document_upload (started_at);
