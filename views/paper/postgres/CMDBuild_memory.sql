-- The paper's slave view for PostgreSQL. Column 1 = id of the master.
-- Dropped first: PostgreSQL refuses to replace a view by one with other columns.
DROP VIEW IF EXISTS cmdbuild_memory;
CREATE VIEW cmdbuild_memory
  (hardware_id, caption, description, capacity, purpose, type, speed, numslots)
AS
SELECT m.hardware_id, m.caption, m.description, m.capacity, m.purpose, m.type, m.speed, m.numslots
FROM memories m
-- only rows whose capacity is a plain number other than 0: an empty slot may say 'No', and one such row
-- makes XPath sum() yield NaN. The cast lets the test stand for a text and for an integer column.
WHERE m.capacity::text ~ '^[1-9][0-9]*$';
