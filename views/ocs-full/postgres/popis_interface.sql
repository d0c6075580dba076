-- Network interfaces, one row an address. Column 1 = id of the master. State and speed are left out: they differ with the cable.
DROP VIEW IF EXISTS popis_interface;
CREATE VIEW popis_interface
  (hardware_id, name, type, macaddr, ipaddress, ipmask, ipgateway, ipsubnet, ipdhcp)
AS
SELECT n.hardware_id, n.description, n.type, lower(n.macaddr), n.ipaddress, n.ipmask, n.ipgateway, n.ipsubnet, n.ipdhcp
FROM networks n
WHERE n.macaddr IS NOT NULL AND n.macaddr NOT IN ('', '00:00:00:00:00:00');
