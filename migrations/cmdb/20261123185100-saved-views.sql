-- Saved views: which cards of a class are shown, in which columns and order. A version is never edited, only ended, so that what a view
-- was on a date can be told.

-- The class is named, not referenced: a view may outlive it, and then says so.
CREATE TABLE saved_view (
  id uuid NOT NULL,
  name text NOT NULL,
  class text NOT NULL,
  filter jsonb,
  query text NOT NULL,
  columns text[],
  sort text[] NOT NULL,
  owner_id uuid NOT NULL,
  shared boolean NOT NULL,
  valid_from timestamptz NOT NULL,
  change_id uuid NOT NULL,
  valid_to timestamptz,
  ended_change_id uuid,
  CONSTRAINT saved_view_id_valid_from_pkey PRIMARY KEY (id, valid_from),
  CONSTRAINT saved_view_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES account (id),
  CONSTRAINT saved_view_change_id_fkey FOREIGN KEY (change_id) REFERENCES change (id),
  CONSTRAINT saved_view_ended_change_id_fkey FOREIGN KEY (ended_change_id) REFERENCES change (id),
  CONSTRAINT saved_view_valid_from_valid_to_check CHECK (valid_from < valid_to),
  CONSTRAINT saved_view_valid_to_ended_change_id_check CHECK ((valid_to IS NULL) = (ended_change_id IS NULL))
);
CREATE UNIQUE INDEX saved_view_id_key ON saved_view (id) WHERE valid_to IS NULL;
CREATE UNIQUE INDEX saved_view_owner_id_class_name_key ON saved_view (owner_id, class, name)
  WHERE valid_to IS NULL AND NOT shared;
CREATE UNIQUE INDEX saved_view_class_name_key ON saved_view (class, name) WHERE valid_to IS NULL AND shared;
CREATE INDEX saved_view_change_id_idx ON saved_view (change_id);
CREATE INDEX saved_view_ended_change_id_idx ON saved_view (ended_change_id);
