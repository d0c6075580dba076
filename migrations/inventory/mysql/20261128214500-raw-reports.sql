-- Which reports are kept as they came; their bytes are in a folder or a bucket.

CREATE TABLE IF NOT EXISTS `raw_report` (
  `ID` int NOT NULL AUTO_INCREMENT,
  `HARDWARE_ID` int NOT NULL,
  `FOLDER` varchar(64) NOT NULL,
  `NAME` varchar(64) NOT NULL,
  `QUERY` varchar(20) NOT NULL,
  `DIGEST` varchar(16) NOT NULL,
  PRIMARY KEY (`ID`),
  KEY `HARDWARE_ID` (`HARDWARE_ID`),
  KEY `FOLDER` (`FOLDER`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
