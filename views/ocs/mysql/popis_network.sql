-- Network adapters, for the hardware addresses that prove which machine it is. Column 1 = id of the master.
-- One row an address of an adapter in OCS, so an adapter may come twice (no DISTINCT: it would keep MySQL from
-- using the index); virtual adapters and the address that stands for "none" prove nothing.
CREATE OR REPLACE VIEW popis_network
  (hardware_id, macaddr, ipaddress)
AS
SELECT n.HARDWARE_ID, LOWER(n.MACADDR), n.IPADDRESS
FROM networks n
WHERE n.MACADDR IS NOT NULL AND n.MACADDR NOT IN ('', '00:00:00:00:00:00')
  AND (n.VIRTUALDEV IS NULL OR n.VIRTUALDEV = 0);
