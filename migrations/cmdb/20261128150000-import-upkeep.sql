-- What an import needs to go on by itself after a restart, and what was wrong with single cells before they were text.

-- applied_by, apply_reason: who said that the import is to be written, and why; null until then.
ALTER TABLE import_job ADD COLUMN applied_by text;
ALTER TABLE import_job ADD COLUMN apply_reason text;

-- reading_faults: such as a formula without its result; what they say stays a fault however often the row is decided.
ALTER TABLE import_row ADD COLUMN reading_faults jsonb;
