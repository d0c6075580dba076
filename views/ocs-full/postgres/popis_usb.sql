-- USB devices. Column 1 = id of the master.
DROP VIEW IF EXISTS popis_usb;
CREATE VIEW popis_usb
  (hardware_id, description, interface, manufacturer, serial, type)
AS
SELECT u.hardware_id, u.description, u.interface, u.manufacturer, u.serial, u.type
FROM usbdevices u;
