-- Memory modules. Column 1 = id of the master. Rows that hold no plain number above 0 are empty slots.
CREATE OR REPLACE VIEW popis_memory
  (hardware_id, caption, description, capacity, purpose, type, speed, numslots, serialnumber)
AS
SELECT m.HARDWARE_ID, m.CAPTION, m.DESCRIPTION, m.CAPACITY, m.PURPOSE, m.TYPE, m.SPEED, m.NUMSLOTS, m.SERIALNUMBER
FROM memories m
WHERE m.CAPACITY REGEXP '^[1-9][0-9]*$';
