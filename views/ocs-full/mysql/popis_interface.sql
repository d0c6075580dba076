-- Network interfaces, one row an address. Column 1 = id of the master. State and speed are left out: they differ with the cable.
CREATE OR REPLACE VIEW popis_interface
  (hardware_id, name, type, macaddr, ipaddress, ipmask, ipgateway, ipsubnet, ipdhcp)
AS
SELECT n.HARDWARE_ID, n.DESCRIPTION, n.TYPE, LOWER(n.MACADDR), n.IPADDRESS, n.IPMASK, n.IPGATEWAY, n.IPSUBNET, n.IPDHCP
FROM networks n
WHERE n.MACADDR IS NOT NULL AND n.MACADDR NOT IN ('', '00:00:00:00:00:00');
