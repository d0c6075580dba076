-- The paper's master view for PostgreSQL. Column 1 = join id, column 2 = key in the CMDB.
-- Dropped first: PostgreSQL refuses to replace a view by one with other columns.
DROP VIEW IF EXISTS cmdbuild_device;
CREATE VIEW cmdbuild_device
  (device, tag, deviceid, name, workgroup, userdomain, osname, osversion, oscomments,
   processort, processors, processorn, memory, swap, ipaddr,
   wincompany, winowner, winprodid, winprodkey)
AS
SELECT h.id, a.tag, h.deviceid, h.name, h.workgroup, h.userdomain, h.osname, h.osversion, h.oscomments,
       h.processort, h.processors, h.processorn, h.memory, h.swap, h.ipaddr,
       h.wincompany, h.winowner, h.winprodid, h.winprodkey
FROM hardware h
JOIN accountinfo a ON a.hardware_id = h.id
WHERE h.deviceid NOT IN ('_SYSTEMGROUP_', '_DOWNLOADGROUP_')
  AND a.tag IS NOT NULL AND a.tag <> '' AND a.tag <> 'NA';
