-- By which serial number a part that is to be created is known wherever it is: it may stand elsewhere already, and then it has moved.
-- Null: a part that is known under its master only, and every step that creates no part.
ALTER TABLE run_change ADD COLUMN serial text;
