-- Processors. Column 1 = id of the master. The present speed is left out: it differs from minute to minute.
CREATE OR REPLACE VIEW popis_processor
  (hardware_id, manufacturer, type, serialnumber, speed, cores, threads, cache, arch, socket)
AS
SELECT c.HARDWARE_ID, c.MANUFACTURER, c.TYPE, c.SERIALNUMBER, c.SPEED, c.CORES, c.LOGICAL_CPUS, c.L2CACHESIZE,
       c.CPUARCH, c.SOCKET
FROM cpus c;
