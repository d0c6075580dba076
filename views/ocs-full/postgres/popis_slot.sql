-- Slots for cards. Column 1 = id of the master.
DROP VIEW IF EXISTS popis_slot;
CREATE VIEW popis_slot
  (hardware_id, name, description, designation, purpose, status)
AS
SELECT s.hardware_id, s.name, s.description, s.designation, s.purpose, s.status
FROM slots s;
