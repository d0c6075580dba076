-- What is asked of network devices and told of them, and who has a session.

CREATE TABLE IF NOT EXISTS `snmp_types` (
  `ID` int NOT NULL AUTO_INCREMENT,
  `TYPE_NAME` varchar(255) NOT NULL,
  `CONDITION_OID` varchar(255) NOT NULL,
  `CONDITION_VALUE` varchar(255) NOT NULL,
  `TABLE_TYPE_NAME` varchar(255) NOT NULL,
  PRIMARY KEY (`ID`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE IF NOT EXISTS `snmp_labels` (
  `ID` int NOT NULL AUTO_INCREMENT,
  `LABEL_NAME` varchar(255) NOT NULL,
  PRIMARY KEY (`ID`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE IF NOT EXISTS `snmp_configs` (
  `ID` int NOT NULL AUTO_INCREMENT,
  `TYPE_ID` int NOT NULL,
  `LABEL_ID` int NOT NULL,
  `OID` varchar(255) NOT NULL,
  `RECONCILIATION` varchar(255),
  PRIMARY KEY (`ID`),
  KEY `TYPE_ID` (`TYPE_ID`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE IF NOT EXISTS `snmp_communities` (
  `ID` int NOT NULL AUTO_INCREMENT,
  `VERSION` varchar(5),
  `NAME` varchar(255),
  `USERNAME` varchar(255),
  `LEVEL` varchar(255),
  `AUTHPROTO` varchar(255),
  `AUTHPASSWD` varchar(255),
  `PRIVPROTO` varchar(255),
  `PRIVPASSWD` varchar(255),
  PRIMARY KEY (`ID`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE IF NOT EXISTS `snmp_mibs` (
  `ID` int NOT NULL AUTO_INCREMENT,
  `VENDOR` varchar(255),
  `URL` varchar(255),
  `CHECKSUM` varchar(255),
  `VERSION` varchar(5),
  `PARSER` varchar(5),
  PRIMARY KEY (`ID`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE IF NOT EXISTS `snmp_record` (
  `TYPE_NAME` varchar(100) NOT NULL,
  `RECORD_KEY` varchar(100) NOT NULL,
  `HARDWARE_ID` int,
  `LASTDATE` datetime NOT NULL DEFAULT CURRENT_TIMESTAMP,
  `CONTENTS` text NOT NULL,
  PRIMARY KEY (`TYPE_NAME`, `RECORD_KEY`),
  KEY `HARDWARE_ID` (`HARDWARE_ID`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;

CREATE TABLE IF NOT EXISTS `prolog_conntrack` (
  `ID` int NOT NULL AUTO_INCREMENT,
  `DEVICEID` varchar(255),
  `TIMESTAMP` int,
  `PID` int,
  PRIMARY KEY (`ID`),
  KEY `DEVICEID` (`DEVICEID`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;

CREATE TABLE IF NOT EXISTS `conntrack` (
  `IP` varchar(255) NOT NULL,
  `TIMESTAMP` datetime NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (`IP`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
