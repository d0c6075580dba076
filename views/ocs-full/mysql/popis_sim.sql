-- SIM cards. Column 1 = id of the master.
CREATE OR REPLACE VIEW popis_sim
  (hardware_id, operator, opname, country, serialnumber, deviceid, phonenumber)
AS
SELECT s.HARDWARE_ID, s.OPERATOR, s.OPNAME, s.COUNTRY, s.SERIALNUMBER, s.DEVICEID, s.PHONENUMBER
FROM sim s;
