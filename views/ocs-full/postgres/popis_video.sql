-- Video cards. Column 1 = id of the master.
DROP VIEW IF EXISTS popis_video;
CREATE VIEW popis_video
  (hardware_id, name, chipset, memory, resolution)
AS
SELECT v.hardware_id, v.name, v.chipset, v.memory, v.resolution
FROM videos v;
