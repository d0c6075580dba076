-- Keyboards, mice and other input devices. Column 1 = id of the master.
DROP VIEW IF EXISTS popis_input;
CREATE VIEW popis_input
  (hardware_id, type, manufacturer, caption, description, interface, pointtype)
AS
SELECT i.hardware_id, i.type, i.manufacturer, i.caption, i.description, i.interface, i.pointtype
FROM inputs i;
