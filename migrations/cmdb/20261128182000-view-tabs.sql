-- Which views of a class are tabs, in which order, and which one is shown first: for everybody with a role, or for one person. A
-- version is never edited, only ended, as with views.

-- The role is named, not referenced: it may be made later. So are the views: one that is ended or not shared any more is left out.
CREATE TABLE view_tabs (
  id uuid NOT NULL,
  class text NOT NULL,
  role text,
  account_id uuid,
  tabs uuid[] NOT NULL,
  first_view uuid,
  valid_from timestamptz NOT NULL,
  change_id uuid NOT NULL,
  valid_to timestamptz,
  ended_change_id uuid,
  CONSTRAINT view_tabs_id_pkey PRIMARY KEY (id),
  CONSTRAINT view_tabs_account_id_fkey FOREIGN KEY (account_id) REFERENCES account (id),
  CONSTRAINT view_tabs_change_id_fkey FOREIGN KEY (change_id) REFERENCES change (id),
  CONSTRAINT view_tabs_ended_change_id_fkey FOREIGN KEY (ended_change_id) REFERENCES change (id),
  CONSTRAINT view_tabs_role_account_id_check CHECK ((role IS NULL) <> (account_id IS NULL)),
  CONSTRAINT view_tabs_first_view_check CHECK (first_view = ANY (tabs)),
  CONSTRAINT view_tabs_valid_from_valid_to_check CHECK (valid_from < valid_to),
  CONSTRAINT view_tabs_valid_to_ended_change_id_check CHECK ((valid_to IS NULL) = (ended_change_id IS NULL))
);
CREATE UNIQUE INDEX view_tabs_class_role_key ON view_tabs (class, role) WHERE valid_to IS NULL AND role IS NOT NULL;
CREATE UNIQUE INDEX view_tabs_class_account_id_key ON view_tabs (class, account_id)
  WHERE valid_to IS NULL AND account_id IS NOT NULL;
CREATE INDEX view_tabs_change_id_idx ON view_tabs (change_id);
CREATE INDEX view_tabs_ended_change_id_idx ON view_tabs (ended_change_id);
