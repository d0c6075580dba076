-- Drives. Column 1 = id of the master.
DROP VIEW IF EXISTS popis_storage;
CREATE VIEW popis_storage
  (hardware_id, manufacturer, name, model, description, type, disksize, serialnumber, firmware)
AS
SELECT s.hardware_id, s.manufacturer, s.name, s.model, s.description, s.type, s.disksize, s.serialnumber, s.firmware
FROM storages s;
