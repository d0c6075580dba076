-- Modems. Column 1 = id of the master.
CREATE OR REPLACE VIEW popis_modem
  (hardware_id, name, model, description, type)
AS
SELECT m.HARDWARE_ID, m.NAME, m.MODEL, m.DESCRIPTION, m.TYPE
FROM modems m;
