-- Printers. Column 1 = id of the master.
CREATE OR REPLACE VIEW popis_printer
  (hardware_id, name, driver, port, description, servername, sharename, comment)
AS
SELECT p.HARDWARE_ID, p.NAME, p.DRIVER, p.PORT, p.DESCRIPTION, p.SERVERNAME, p.SHARENAME, p.COMMENT
FROM printers p;
