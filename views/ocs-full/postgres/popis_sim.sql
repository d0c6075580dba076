-- SIM cards. Column 1 = id of the master.
DROP VIEW IF EXISTS popis_sim;
CREATE VIEW popis_sim
  (hardware_id, operator, opname, country, serialnumber, deviceid, phonenumber)
AS
SELECT s.hardware_id, s.operator, s.opname, s.country, s.serialnumber, s.deviceid, s.phonenumber
FROM sim s;
