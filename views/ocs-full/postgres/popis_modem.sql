-- Modems. Column 1 = id of the master.
DROP VIEW IF EXISTS popis_modem;
CREATE VIEW popis_modem
  (hardware_id, name, model, description, type)
AS
SELECT m.hardware_id, m.name, m.model, m.description, m.type
FROM modems m;
