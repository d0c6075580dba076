-- How the hash of a change was made: 1 = over all that it wrote as one text, 2 = over the hashes of the single things that it
-- wrote. A wrong number here makes a hash that is none, so it need not be attested itself.
ALTER TABLE change ADD COLUMN form smallint NOT NULL DEFAULT 1;
ALTER TABLE change ADD CONSTRAINT change_form_check CHECK (form IN (1, 2));
