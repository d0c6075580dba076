-- Change marks of the machines, for delta runs. Column 1 = join id; column 2 = 1 when the machine has been heard of within the last
-- minute by this server's own clock: it may report again within the same second, so what the other columns say is not believed yet.
-- The other columns together are the mark: LASTDATE is set by every report, CHECKSUM collects the sections that changed, the
-- address may be told by a notice without a report, and the tag is set by people.
CREATE OR REPLACE VIEW popis_mark (device, recent, lastdate, checksum, ipaddr, tag)
AS
SELECT h.ID, CASE WHEN h.LASTCOME IS NULL OR h.LASTCOME > NOW() - INTERVAL 1 MINUTE THEN 1 ELSE 0 END,
       h.LASTDATE, h.CHECKSUM, h.IPADDR, a.TAG
FROM hardware h
LEFT JOIN accountinfo a ON a.HARDWARE_ID = h.ID
WHERE h.DEVICEID NOT IN ('_SYSTEMGROUP_', '_DOWNLOADGROUP_')
  AND (h.ARCHIVE IS NULL OR h.ARCHIVE = 0);
