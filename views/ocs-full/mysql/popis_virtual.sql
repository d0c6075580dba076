-- Virtual machines that a host runs. Column 1 = id of the master.
CREATE OR REPLACE VIEW popis_virtual
  (hardware_id, name, uuid)
AS
SELECT v.HARDWARE_ID, v.NAME, v.UUID
FROM virtualmachines v;
