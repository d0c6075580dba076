import mysql from 'mysql2/promise';
import { readComponents } from './ocs-components.ts';
import {
  groupByTag,
  type Item,
  known,
  type OcsRow,
  type ReadRows,
  text,
  toItem,
  wholeNumber,
} from './ocs-values.ts';

/** Reads from OCS's own tables, without our views and stylesheets, what mappings/ocs-full has to make of them. */
export async function readOcsItems(url: string, softwareTitles: readonly string[]): Promise<Item[]> {
  const connection = await mysql.createConnection({ uri: url, charset: 'utf8mb4', timezone: 'Z' });
  const readRows: ReadRows = async (sql, values = []) => {
    const [rows] = await connection.query<mysql.RowDataPacket[]>(
      { sql, typeCast: (field) => field.string() },
      [...values],
    );
    return rows.map((row) =>
      Object.fromEntries(Object.entries(row).map(([name, value]) => [name, String(value ?? '')])),
    );
  };
  try {
    return [
      ...(await readComputers(readRows)),
      ...(await readSerialParts(readRows)),
      ...(await readComponents(readRows)),
      ...(await readSoftware(readRows, softwareTitles)),
    ];
  } finally {
    await connection.end();
  }
}

async function readComputers(readRows: ReadRows): Promise<Item[]> {
  const machines = await readRows(
    `SELECT a.TAG AS tag, h.*, b.SMANUFACTURER, b.SMODEL, b.SSN, b.TYPE AS CHASSIS, b.BMANUFACTURER, b.BVERSION,
       b.BDATE, b.ASSETTAG, b.MMANUFACTURER, b.MMODEL, b.MSN,
       (SELECT sum(m.CAPACITY) FROM memories m WHERE m.HARDWARE_ID = h.ID) AS MODULES
     FROM hardware h JOIN accountinfo a ON a.HARDWARE_ID = h.ID LEFT JOIN bios b ON b.HARDWARE_ID = h.ID`,
  );
  const adapters = groupByTag(
    await readRows(
      `SELECT a.TAG AS tag, lower(n.MACADDR) AS mac, n.IPADDRESS AS ip
       FROM networks n JOIN accountinfo a USING (HARDWARE_ID)
       WHERE n.MACADDR NOT IN ('', '00:00:00:00:00:00') AND coalesce(n.VIRTUALDEV, 0) = 0 ORDER BY 1, 2, 3`,
    ),
  );
  return machines.map((row) => toComputer(row, adapters.get(row.tag ?? '') ?? []));
}

function toComputer(row: OcsRow, adapters: readonly OcsRow[]): Item {
  const adapter = adapters.find((each) => each.ip === row.IPADDR) ?? adapters[0];
  return toItem('Computer', row.tag ?? '', {
    Code: text(row.tag),
    Description: text(row.NAME),
    Manufacturer: known(row.SMANUFACTURER),
    Model: known(row.SMODEL),
    SerialNumber: known(row.SSN),
    UUID: known(row.UUID),
    Workgroup: text(row.WORKGROUP),
    IPAddress: text(row.IPADDR).split(/[,;/ ]/)[0] ?? '',
    MACAddress: adapter?.mac ?? '',
    OS: text(row.OSNAME),
    OSVersion: text(row.OSVERSION),
    Owner: text(row.WINOWNER),
    RAM: wholeNumber(row.MODULES) || wholeNumber(row.MEMORY),
    Processor: text(row.PROCESSORT),
    ProcessorCount: wholeNumber(row.PROCESSORN),
    ProcessorSpeed: wholeNumber(row.PROCESSORS),
    ComputerDescription: /\/\d\d-\d\d-\d\d \d\d:\d\d:\d\d/.test(row.DESCRIPTION ?? '')
      ? ''
      : text(row.DESCRIPTION),
    OSComment: text(row.OSCOMMENTS),
    RegisteredCompany: text(row.WINCOMPANY),
    ProductId: text(row.WINPRODID),
    LastUser: text(row.USERID),
    UserDomain: text(row.USERDOMAIN),
    Architecture: text(row.ARCH),
    Chassis: known(row.CHASSIS),
    AssetTag: known(row.ASSETTAG),
    BIOSManufacturer: known(row.BMANUFACTURER),
    BIOSVersion: known(row.BVERSION),
    BIOSDate: known(row.BDATE),
    BoardManufacturer: known(row.MMANUFACTURER),
    BoardModel: known(row.MMODEL),
    BoardSerialNumber: known(row.MSN),
    DefaultGateway: text(row.DEFAULTGATEWAY),
    DNS: text(row.DNS),
    Swap: wholeNumber(row.SWAP),
  });
}

/** Memory modules, drives and monitors: known by their serial number, else by their place. */
async function readSerialParts(readRows: ReadRows): Promise<Item[]> {
  const modules = await readRows(
    `SELECT a.TAG AS tag, m.*, m.SERIALNUMBER AS serial, row_number() OVER (PARTITION BY m.HARDWARE_ID
         ORDER BY m.NUMSLOTS, m.CAPTION, m.DESCRIPTION, m.CAPACITY, m.PURPOSE, m.TYPE, m.SPEED, m.SERIALNUMBER) AS place,
       count(*) OVER (PARTITION BY m.HARDWARE_ID, m.NUMSLOTS) AS in_slot
     FROM memories m JOIN accountinfo a USING (HARDWARE_ID) WHERE m.CAPACITY > 0`,
  );
  const drives = await readRows(
    `SELECT a.TAG AS tag, s.*, s.SERIALNUMBER AS serial, row_number() OVER (PARTITION BY s.HARDWARE_ID
         ORDER BY CAST(s.NAME AS BINARY), s.MANUFACTURER, s.MODEL, s.DESCRIPTION, s.TYPE, s.DISKSIZE, s.SERIALNUMBER) AS place,
       count(*) OVER (PARTITION BY s.HARDWARE_ID, CAST(trim(s.SERIALNUMBER) AS BINARY)) AS sharing
     FROM storages s JOIN accountinfo a USING (HARDWARE_ID)`,
  );
  const monitors = await readRows(
    `SELECT a.TAG AS tag, m.*, m.SERIAL AS serial, row_number() OVER (PARTITION BY m.HARDWARE_ID
         ORDER BY CAST(m.SERIAL AS BINARY), m.MANUFACTURER, m.CAPTION, m.DESCRIPTION, m.TYPE) AS place,
       count(*) OVER (PARTITION BY m.HARDWARE_ID, CAST(trim(m.SERIAL) AS BINARY)) AS sharing
     FROM monitors m JOIN accountinfo a USING (HARDWARE_ID)`,
  );
  return [...modules.map(toMemory), ...drives.map(toStorage), ...monitors.map(toMonitor)];
}

function toMemory(row: OcsRow): Item {
  return toItem('Memory', row.tag ?? '', {
    Code: `${row.tag}/MEM${row.NUMSLOTS !== '' && row.in_slot === '1' ? row.NUMSLOTS : row.place}`,
    Description: text(row.DESCRIPTION),
    SerialNumber: known(row.serial),
    Caption: text(row.CAPTION),
    Capacity: wholeNumber(row.CAPACITY),
    Type: text(row.TYPE),
    NumSlot: row.NUMSLOTS ?? '',
    Speed: text(row.SPEED),
  });
}

function codeByPlace(row: OcsRow, kind: string): string {
  const serial = known(row.serial);
  return `${row.tag}/${serial !== '' && row.sharing === '1' ? serial : `${kind}${row.place}`}`;
}

function toStorage(row: OcsRow): Item {
  return toItem('Storage', row.tag ?? '', {
    Code: codeByPlace(row, 'DISK'),
    Description: text(row.NAME) || text(row.DESCRIPTION),
    Manufacturer: known(row.MANUFACTURER),
    Model: text(row.MODEL),
    SerialNumber: known(row.serial),
    MediaType: text(row.TYPE),
    Size: wholeNumber(row.DISKSIZE),
    Firmware: text(row.FIRMWARE),
  });
}

function toMonitor(row: OcsRow): Item {
  return toItem('Monitor', row.tag ?? '', {
    Code: codeByPlace(row, 'MON'),
    Description: text(row.DESCRIPTION),
    Manufacturer: known(row.MANUFACTURER),
    SerialNumber: known(row.serial),
    Caption: text(row.CAPTION),
    Type: text(row.TYPE),
  });
}

/** Only titles that the CMDB has a card of, in its spelling; one card for all computers. */
async function readSoftware(readRows: ReadRows, titles: readonly string[]): Promise<Item[]> {
  const rows = await readRows(
    `SELECT DISTINCT a.TAG AS tag, n.NAME AS name, p.PUBLISHER AS publisher, v.VERSION AS version
     FROM software s JOIN accountinfo a USING (HARDWARE_ID) JOIN software_name n ON n.ID = s.NAME_ID
     LEFT JOIN software_publisher p ON p.ID = s.PUBLISHER_ID LEFT JOIN software_version v ON v.ID = s.VERSION_ID
     WHERE lower(n.NAME) IN (${titles.map(() => '?').join(', ')})`,
    titles.map((title) => title.toLowerCase()),
  );
  return rows.map((row) =>
    toItem('Software', row.tag ?? '', {
      Description: titles.find((title) => title.toLowerCase() === row.name?.toLowerCase()) ?? '',
      Publisher: row.publisher === 'Unavailable' ? '' : known(row.publisher),
      Version: row.version === 'Unavailable' ? '' : known(row.version),
    }),
  );
}
