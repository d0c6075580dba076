-- Controllers. Column 1 = id of the master.
CREATE OR REPLACE VIEW popis_controller
  (hardware_id, manufacturer, name, caption, description, version, type)
AS
SELECT c.HARDWARE_ID, c.MANUFACTURER, c.NAME, c.CAPTION, c.DESCRIPTION, c.VERSION, c.TYPE
FROM controllers c;
