-- Which key signed a device's last inventory, and since when its inventories come so.
ALTER TABLE `report_proof` ADD COLUMN `KEY_ID` varchar(64) DEFAULT NULL, ADD COLUMN `SINCE` datetime DEFAULT NULL;
