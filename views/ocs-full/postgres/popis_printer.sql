-- Printers. Column 1 = id of the master.
DROP VIEW IF EXISTS popis_printer;
CREATE VIEW popis_printer
  (hardware_id, name, driver, port, description, servername, sharename, comment)
AS
SELECT p.hardware_id, p.name, p.driver, p.port, p.description, p.servername, p.sharename, p.comment
FROM printers p;
