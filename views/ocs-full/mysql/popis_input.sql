-- Keyboards, mice and other input devices. Column 1 = id of the master.
CREATE OR REPLACE VIEW popis_input
  (hardware_id, type, manufacturer, caption, description, interface, pointtype)
AS
SELECT i.HARDWARE_ID, i.TYPE, i.MANUFACTURER, i.CAPTION, i.DESCRIPTION, i.INTERFACE, i.POINTTYPE
FROM inputs i;
