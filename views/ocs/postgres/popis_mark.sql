-- Change marks of the machines, for delta runs. Column 1 = join id; column 2 = 1 when the machine has been heard of within the last
-- minute by this server's own clock: it may report again within the same second, so what the other columns say is not believed yet.
-- The other columns together are the mark: LASTDATE is set by every report, CHECKSUM collects the sections that changed, the
-- address may be told by a notice without a report, and the tag is set by people.
DROP VIEW IF EXISTS popis_mark;
CREATE VIEW popis_mark (device, recent, lastdate, checksum, ipaddr, tag)
AS
SELECT h.id, CASE WHEN h.lastcome IS NULL OR h.lastcome > localtimestamp - interval '1 minute' THEN 1 ELSE 0 END,
       h.lastdate, h.checksum, h.ipaddr, a.tag
FROM hardware h
LEFT JOIN accountinfo a ON a.hardware_id = h.id
WHERE h.deviceid NOT IN ('_SYSTEMGROUP_', '_DOWNLOADGROUP_')
  AND (h.archive IS NULL OR h.archive = 0);
