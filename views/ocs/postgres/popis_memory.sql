-- Memory modules. Column 1 = id of the master. Rows that hold no plain number above 0 are empty slots.
DROP VIEW IF EXISTS popis_memory;
CREATE VIEW popis_memory
  (hardware_id, caption, description, capacity, purpose, type, speed, numslots, serialnumber)
AS
SELECT m.hardware_id, m.caption, m.description, m.capacity, m.purpose, m.type, m.speed, m.numslots, m.serialnumber
FROM memories m
WHERE m.capacity::text ~ '^[1-9][0-9]*$';
