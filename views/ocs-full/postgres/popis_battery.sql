-- Batteries, by the columns that OCS has had in all its schemas. Column 1 = id of the master.
DROP VIEW IF EXISTS popis_battery;
CREATE VIEW popis_battery
  (hardware_id, manufacturer, name, serialnumber, chemistry, capacity, voltage)
AS
SELECT b.hardware_id, b.manufacturer, b.name, b.serialnumber, b.chemistry, b.designcapacity, b.designvoltage
FROM batteries b;
