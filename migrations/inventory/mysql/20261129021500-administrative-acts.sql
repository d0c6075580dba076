-- Who changed what through the administration.

CREATE TABLE IF NOT EXISTS `administrative_act` (
  `ID` int NOT NULL AUTO_INCREMENT,
  `STARTED_AT` bigint NOT NULL,
  `ACTOR` varchar(255) NOT NULL,
  `REQUEST_ID` varchar(64) NOT NULL,
  `OPERATION` varchar(50) NOT NULL,
  `TARGET` varchar(255),
  `GIVEN` text,
  `REASON` varchar(500),
  `OUTCOME` varchar(10) NOT NULL,
  `RESULT` varchar(64),
  PRIMARY KEY (`ID`),
  KEY `OPERATION` (`OPERATION`),
  KEY `TARGET` (`TARGET`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
