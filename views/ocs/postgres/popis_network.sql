-- Network adapters, for the hardware addresses that prove which machine it is. Column 1 = id of the master.
-- One row an address of an adapter, so an adapter may come twice; virtual adapters and the address that stands
-- for "none" prove nothing.
DROP VIEW IF EXISTS popis_network;
CREATE VIEW popis_network
  (hardware_id, macaddr, ipaddress)
AS
SELECT n.hardware_id, lower(n.macaddr), n.ipaddress
FROM networks n
WHERE n.macaddr IS NOT NULL AND n.macaddr NOT IN ('', '00:00:00:00:00:00')
  AND (n.virtualdev IS NULL OR n.virtualdev = 0);
