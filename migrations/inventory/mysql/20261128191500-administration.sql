-- What the administration keeps of its own: contacts of agents, and who changed which setting.

CREATE TABLE IF NOT EXISTS `contact` (
  `ID` int NOT NULL AUTO_INCREMENT,
  `RECEIVED_AT` bigint NOT NULL,
  `REQUEST_ID` varchar(64) NOT NULL,
  `DEVICEID` varchar(255),
  `QUERY` varchar(20),
  `OUTCOME` varchar(10) NOT NULL,
  `STATUS` int NOT NULL,
  `CAUSE` varchar(50),
  `DURATION_MS` int NOT NULL,
  `BYTES` int NOT NULL,
  `WRITTEN_SECTIONS` int NOT NULL,
  `ADDRESS` varchar(45),
  PRIMARY KEY (`ID`),
  KEY `RECEIVED_AT` (`RECEIVED_AT`),
  KEY `DEVICEID` (`DEVICEID`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE IF NOT EXISTS `setting_change` (
  `ID` int NOT NULL AUTO_INCREMENT,
  `CHANGED_AT` bigint NOT NULL,
  `ACTOR` varchar(255) NOT NULL,
  `NAME` varchar(50) NOT NULL,
  `HARDWARE_ID` int,
  `BEFORE_VALUE` varchar(255),
  `AFTER_VALUE` varchar(255),
  `REASON` varchar(500),
  PRIMARY KEY (`ID`),
  KEY `NAME` (`NAME`),
  KEY `HARDWARE_ID` (`HARDWARE_ID`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
