-- USB devices. Column 1 = id of the master.
CREATE OR REPLACE VIEW popis_usb
  (hardware_id, description, interface, manufacturer, serial, type)
AS
SELECT u.HARDWARE_ID, u.DESCRIPTION, u.INTERFACE, u.MANUFACTURER, u.SERIAL, u.TYPE
FROM usbdevices u;
