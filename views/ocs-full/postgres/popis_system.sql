-- What the views of the mapping `ocs` leave out of the machine itself. Column 1 = id of the master, one row a machine.
DROP VIEW IF EXISTS popis_system;
CREATE VIEW popis_system
  (hardware_id, userdomain, swap, defaultgateway, dns, wincompany, winprodid, biosmanufacturer, biosdate,
   boardmanufacturer, boardmodel, boardserial)
AS
SELECT h.id, h.userdomain, h.swap, h.defaultgateway, h.dns, h.wincompany, h.winprodid, b.bmanufacturer, b.bdate,
       b.mmanufacturer, b.mmodel, b.msn
FROM hardware h
LEFT JOIN bios b ON b.hardware_id = h.id;
