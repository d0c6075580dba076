-- Which key signed a device's last inventory, and since when its inventories come so.
ALTER TABLE report_proof ADD COLUMN key_id varchar(64);
ALTER TABLE report_proof ADD COLUMN since timestamp(0);
