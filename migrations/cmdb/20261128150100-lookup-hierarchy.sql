-- Lookups above lookups, and the properties of values that a form wants: what it means, whether it is the usual one.
-- The keys are held at the end of a transaction: what one change deletes above may leave below in any order.
ALTER TABLE lookup ADD COLUMN parent_id integer;
ALTER TABLE lookup ADD CONSTRAINT lookup_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES lookup (id)
  DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE lookup ADD CONSTRAINT lookup_parent_id_check CHECK (parent_id <> id);

ALTER TABLE lookup_value ADD COLUMN description text NOT NULL DEFAULT '';
ALTER TABLE lookup_value ADD COLUMN is_default boolean NOT NULL DEFAULT false;
ALTER TABLE lookup_value ADD COLUMN parent_lookup_id integer;
ALTER TABLE lookup_value ADD COLUMN parent_code text;
ALTER TABLE lookup_value ADD CONSTRAINT lookup_value_parent_lookup_id_parent_code_fkey
  FOREIGN KEY (parent_lookup_id, parent_code) REFERENCES lookup_value (lookup_id, code) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE lookup_value ADD CONSTRAINT lookup_value_parent_lookup_id_parent_code_check
  CHECK ((parent_lookup_id IS NULL) = (parent_code IS NULL));
CREATE UNIQUE INDEX lookup_value_lookup_id_default_key ON lookup_value (lookup_id) WHERE is_default;
UPDATE model_revision SET revision = nextval('model_revision_number');
