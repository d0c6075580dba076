-- Video cards. Column 1 = id of the master.
CREATE OR REPLACE VIEW popis_video
  (hardware_id, name, chipset, memory, resolution)
AS
SELECT v.HARDWARE_ID, v.NAME, v.CHIPSET, v.MEMORY, v.RESOLUTION
FROM videos v;
