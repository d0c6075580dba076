-- Ports. Column 1 = id of the master.
CREATE OR REPLACE VIEW popis_port
  (hardware_id, type, name, caption, description)
AS
SELECT p.HARDWARE_ID, p.TYPE, p.NAME, p.CAPTION, p.DESCRIPTION
FROM ports p;
