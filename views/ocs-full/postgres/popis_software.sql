-- Software. Column 1 = id of the master. Never read whole: views.json says of which titles.
DROP VIEW IF EXISTS popis_software;
CREATE VIEW popis_software
  (hardware_id, name, publisher, version)
AS
SELECT s.hardware_id, n.name, p.publisher, v.version
FROM software s
JOIN software_name n ON n.id = s.name_id
LEFT JOIN software_publisher p ON p.id = s.publisher_id
LEFT JOIN software_version v ON v.id = s.version_id;
