-- What the identity of agents rests on: tokens by which they enrol, their keys, and how who sent a device's last inventory proved itself.

CREATE TABLE IF NOT EXISTS `enrolment_token` (
  `ID` int NOT NULL AUTO_INCREMENT,
  `TOKEN_HASH` varchar(64) NOT NULL,
  `LABEL` varchar(255),
  `TAG` varchar(255),
  `APPROVAL` varchar(20) NOT NULL,
  `USES_LEFT` int NOT NULL,
  `EXPIRES` bigint NOT NULL,
  `CREATED` datetime NOT NULL DEFAULT CURRENT_TIMESTAMP,
  `REVOKED` datetime,
  PRIMARY KEY (`ID`),
  UNIQUE KEY `TOKEN_HASH` (`TOKEN_HASH`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS `agent_key` (
  `ID` int NOT NULL AUTO_INCREMENT,
  `KEY_ID` varchar(64) NOT NULL,
  `PUBLIC_KEY` varchar(64) NOT NULL,
  `DEVICEID` varchar(255) NOT NULL,
  `HARDWARE_ID` int,
  `STATE` varchar(20) NOT NULL,
  `COUNTER` bigint NOT NULL DEFAULT 0,
  `SERIAL` varchar(128),
  `UUID` varchar(128),
  `TAG` varchar(255),
  `TOKEN_ID` int,
  `SUCCESSOR` varchar(64),
  `REASON` varchar(255),
  `CREATED` datetime NOT NULL DEFAULT CURRENT_TIMESTAMP,
  `LAST_REPORT` datetime,
  PRIMARY KEY (`ID`),
  UNIQUE KEY `KEY_ID` (`KEY_ID`),
  KEY `DEVICEID` (`DEVICEID`),
  KEY `HARDWARE_ID` (`HARDWARE_ID`),
  KEY `SERIAL` (`SERIAL`),
  KEY `UUID` (`UUID`),
  KEY `STATE` (`STATE`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS `report_proof` (
  `HARDWARE_ID` int NOT NULL,
  `PROOF` varchar(20) NOT NULL,
  PRIMARY KEY (`HARDWARE_ID`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
