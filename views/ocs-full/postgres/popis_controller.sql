-- Controllers. Column 1 = id of the master.
DROP VIEW IF EXISTS popis_controller;
CREATE VIEW popis_controller
  (hardware_id, manufacturer, name, caption, description, version, type)
AS
SELECT c.hardware_id, c.manufacturer, c.name, c.caption, c.description, c.version, c.type
FROM controllers c;
