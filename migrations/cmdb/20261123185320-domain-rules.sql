-- What becomes of the other card when a card of a relation is retired, and which descendants of an end take no part.
ALTER TABLE domain ADD COLUMN on_source_retired text NOT NULL DEFAULT 'end';
ALTER TABLE domain ADD COLUMN on_target_retired text NOT NULL DEFAULT 'end';
ALTER TABLE domain ADD COLUMN disabled_sources text[] NOT NULL DEFAULT '{}';
ALTER TABLE domain ADD COLUMN disabled_targets text[] NOT NULL DEFAULT '{}';
ALTER TABLE domain ADD CONSTRAINT domain_on_source_retired_check CHECK (on_source_retired IN ('end', 'restrict', 'retire'));
ALTER TABLE domain ADD CONSTRAINT domain_on_target_retired_check CHECK (on_target_retired IN ('end', 'restrict', 'retire'));
UPDATE model_revision SET revision = nextval('model_revision_number');
