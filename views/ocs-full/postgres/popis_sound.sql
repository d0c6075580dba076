-- Sound cards. Column 1 = id of the master.
DROP VIEW IF EXISTS popis_sound;
CREATE VIEW popis_sound
  (hardware_id, manufacturer, name, description)
AS
SELECT s.hardware_id, s.manufacturer, s.name, s.description
FROM sounds s;
