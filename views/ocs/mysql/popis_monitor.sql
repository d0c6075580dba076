-- Monitors. Column 1 = id of the master.
CREATE OR REPLACE VIEW popis_monitor
  (hardware_id, manufacturer, caption, description, type, serial)
AS
SELECT m.HARDWARE_ID, m.MANUFACTURER, m.CAPTION, m.DESCRIPTION, m.TYPE, m.SERIAL
FROM monitors m;
