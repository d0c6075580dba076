-- Ports. Column 1 = id of the master.
DROP VIEW IF EXISTS popis_port;
CREATE VIEW popis_port
  (hardware_id, type, name, caption, description)
AS
SELECT p.hardware_id, p.type, p.name, p.caption, p.description
FROM ports p;
