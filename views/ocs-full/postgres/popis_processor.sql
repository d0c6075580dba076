-- Processors. Column 1 = id of the master. The present speed is left out: it differs from minute to minute.
DROP VIEW IF EXISTS popis_processor;
CREATE VIEW popis_processor
  (hardware_id, manufacturer, type, serialnumber, speed, cores, threads, cache, arch, socket)
AS
SELECT c.hardware_id, c.manufacturer, c.type, c.serialnumber, c.speed, c.cores, c.logical_cpus, c.L2CACHESIZE,
       c.cpuarch, c.socket
FROM cpus c;
