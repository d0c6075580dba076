-- Master view of the mapping `ocs`. Column 1 = join id, column 2 = key in the CMDB (the TAG).
-- Machines without a usable tag ('', 'NA', 'LOST') stay in: the CMDB puts them on its list for a person.
-- The time of the last report is left out on purpose: it differs every night and says nothing of the machine.
-- LEFT JOIN: OCS writes no bios row for a machine that reported none (virtual machines), and a machine whose
-- tag row is missing is still a machine.
CREATE OR REPLACE VIEW popis_device
  (device, tag, name, description, workgroup, osname, osversion, oscomments, processort, processors, processorn,
   memory, arch, ipaddr, userid, winowner, uuid, serial, manufacturer, model, chassis, assettag, biosversion)
AS
SELECT h.ID, a.TAG, h.NAME, h.DESCRIPTION, h.WORKGROUP, h.OSNAME, h.OSVERSION, h.OSCOMMENTS, h.PROCESSORT,
       h.PROCESSORS, h.PROCESSORN, h.MEMORY, h.ARCH, h.IPADDR, h.USERID, h.WINOWNER, h.UUID,
       b.SSN, b.SMANUFACTURER, b.SMODEL, b.TYPE, b.ASSETTAG, b.BVERSION
FROM hardware h
LEFT JOIN accountinfo a ON a.HARDWARE_ID = h.ID
LEFT JOIN bios b ON b.HARDWARE_ID = h.ID
WHERE h.DEVICEID NOT IN ('_SYSTEMGROUP_', '_DOWNLOADGROUP_')
  AND (h.ARCHIVE IS NULL OR h.ARCHIVE = 0);
