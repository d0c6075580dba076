-- Logical drives. Column 1 = id of the master. The free space is left out: it differs every night.
CREATE OR REPLACE VIEW popis_drive
  (hardware_id, letter, type, filesystem, total, volume)
AS
SELECT d.HARDWARE_ID, d.LETTER, d.TYPE, d.FILESYSTEM, d.TOTAL, d.VOLUMN
FROM drives d;
