-- Master view of the mapping `ocs`. Column 1 = join id, column 2 = key in the CMDB (the TAG).
-- Machines without a usable tag ('', 'NA', 'LOST') stay in: the CMDB puts them on its list for a person.
-- The time of the last report is left out on purpose: it differs every night and says nothing of the machine.
-- LEFT JOIN: no bios row is written for a machine that reported none (virtual machines), and a machine whose
-- tag row is missing is still a machine.
-- Dropped first: PostgreSQL refuses to replace a view by one with other columns.
DROP VIEW IF EXISTS popis_device;
CREATE VIEW popis_device
  (device, tag, name, description, workgroup, osname, osversion, oscomments, processort, processors, processorn,
   memory, arch, ipaddr, userid, winowner, uuid, serial, manufacturer, model, chassis, assettag, biosversion)
AS
SELECT h.id, a.tag, h.name, h.description, h.workgroup, h.osname, h.osversion, h.oscomments, h.processort,
       h.processors, h.processorn, h.memory, h.arch, h.ipaddr, h.userid, h.winowner, h.uuid,
       b.ssn, b.smanufacturer, b.smodel, b.type, b.assettag, b.bversion
FROM hardware h
LEFT JOIN accountinfo a ON a.hardware_id = h.id
LEFT JOIN bios b ON b.hardware_id = h.id
WHERE h.deviceid NOT IN ('_SYSTEMGROUP_', '_DOWNLOADGROUP_')
  AND (h.archive IS NULL OR h.archive = 0);
