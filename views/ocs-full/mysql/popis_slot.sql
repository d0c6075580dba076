-- Slots for cards. Column 1 = id of the master.
CREATE OR REPLACE VIEW popis_slot
  (hardware_id, name, description, designation, purpose, status)
AS
SELECT s.HARDWARE_ID, s.NAME, s.DESCRIPTION, s.DESIGNATION, s.PURPOSE, s.STATUS
FROM slots s;
