-- Virtual machines that a host runs. Column 1 = id of the master.
DROP VIEW IF EXISTS popis_virtual;
CREATE VIEW popis_virtual
  (hardware_id, name, uuid)
AS
SELECT v.hardware_id, v.name, v.uuid
FROM virtualmachines v;
