-- What the views of the mapping `ocs` leave out of the machine itself. Column 1 = id of the master, one row a machine.
CREATE OR REPLACE VIEW popis_system
  (hardware_id, userdomain, swap, defaultgateway, dns, wincompany, winprodid, biosmanufacturer, biosdate,
   boardmanufacturer, boardmodel, boardserial)
AS
SELECT h.ID, h.USERDOMAIN, h.SWAP, h.DEFAULTGATEWAY, h.DNS, h.WINCOMPANY, h.WINPRODID, b.BMANUFACTURER, b.BDATE,
       b.MMANUFACTURER, b.MMODEL, b.MSN
FROM hardware h
LEFT JOIN bios b ON b.HARDWARE_ID = h.ID;
