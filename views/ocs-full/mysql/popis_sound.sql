-- Sound cards. Column 1 = id of the master.
CREATE OR REPLACE VIEW popis_sound
  (hardware_id, manufacturer, name, description)
AS
SELECT s.HARDWARE_ID, s.MANUFACTURER, s.NAME, s.DESCRIPTION
FROM sounds s;
