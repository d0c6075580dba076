import mysql from 'mysql2/promise';

/** Which host has which of the machines as a guest, by their tags, as the tables of an OCS database say: `PC-1 hosts PC-2`. */
export async function readOcsGuests(url: string): Promise<string[]> {
  const connection = await mysql.createConnection(url);
  try {
    const [rows] = await connection.query<mysql.RowDataPacket[]>(
      `SELECT DISTINCT CONCAT(host.TAG, ' hosts ', guest.TAG) AS pair FROM virtualmachines
       JOIN accountinfo AS host ON host.HARDWARE_ID = virtualmachines.HARDWARE_ID
       JOIN hardware ON UPPER(hardware.UUID) = UPPER(virtualmachines.UUID)
       JOIN accountinfo AS guest ON guest.HARDWARE_ID = hardware.ID
       ORDER BY pair`,
    );
    return rows.map((row) => String(row.pair));
  } finally {
    await connection.end();
  }
}
