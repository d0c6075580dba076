-- Who may set an attribute, whether it has an index, and what its values must be besides of its type.
-- validation: {pattern, min, max}; null = nothing.
ALTER TABLE attribute ADD COLUMN mode text NOT NULL DEFAULT 'write';
ALTER TABLE attribute ADD COLUMN is_indexed boolean NOT NULL DEFAULT false;
ALTER TABLE attribute ADD COLUMN validation jsonb;
ALTER TABLE attribute ADD CONSTRAINT attribute_mode_check CHECK (mode IN ('write', 'read', 'hidden', 'immutable'));
UPDATE model_revision SET revision = nextval('model_revision_number');
