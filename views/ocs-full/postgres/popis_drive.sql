-- Logical drives. Column 1 = id of the master. The free space is left out: it differs every night.
DROP VIEW IF EXISTS popis_drive;
CREATE VIEW popis_drive
  (hardware_id, letter, type, filesystem, total, volume)
AS
SELECT d.hardware_id, d.letter, d.type, d.filesystem, d.total, d.volumn
FROM drives d;
