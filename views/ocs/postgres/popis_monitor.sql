-- Monitors. Column 1 = id of the master.
DROP VIEW IF EXISTS popis_monitor;
CREATE VIEW popis_monitor
  (hardware_id, manufacturer, caption, description, type, serial)
AS
SELECT m.hardware_id, m.manufacturer, m.caption, m.description, m.type, m.serial
FROM monitors m;
