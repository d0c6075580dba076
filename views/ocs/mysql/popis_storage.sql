-- Drives. Column 1 = id of the master.
CREATE OR REPLACE VIEW popis_storage
  (hardware_id, manufacturer, name, model, description, type, disksize, serialnumber, firmware)
AS
SELECT s.HARDWARE_ID, s.MANUFACTURER, s.NAME, s.MODEL, s.DESCRIPTION, s.TYPE, s.DISKSIZE, s.SERIALNUMBER, s.FIRMWARE
FROM storages s;
