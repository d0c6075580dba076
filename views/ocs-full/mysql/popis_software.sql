-- Software. Column 1 = id of the master. Never read whole: views.json says of which titles.
CREATE OR REPLACE VIEW popis_software
  (hardware_id, name, publisher, version)
AS
SELECT s.HARDWARE_ID, n.NAME, p.PUBLISHER, v.VERSION
FROM software s
JOIN software_name n ON n.ID = s.NAME_ID
LEFT JOIN software_publisher p ON p.ID = s.PUBLISHER_ID
LEFT JOIN software_version v ON v.ID = s.VERSION_ID;
