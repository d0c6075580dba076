-- Batteries, by the columns that OCS has had in all its schemas. Column 1 = id of the master.
CREATE OR REPLACE VIEW popis_battery
  (hardware_id, manufacturer, name, serialnumber, chemistry, capacity, voltage)
AS
SELECT b.HARDWARE_ID, b.MANUFACTURER, b.NAME, b.SERIALNUMBER, b.CHEMISTRY, b.DESIGNCAPACITY, b.DESIGNVOLTAGE
FROM batteries b;
