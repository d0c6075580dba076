import { readFileSync } from 'node:fs';

/** Real systems outside Popis that tests talk to, as `tests/peers/up.mjs` wrote them down. */
export interface Peers {
  /** A MariaDB server, account with every right, no database: `mysql://popis:…@127.0.0.1:21001/`. */
  mariadbUrl: string;
  /** An S3 server; the account may make buckets. */
  s3: { endpoint: string; region: string; accessKey: string; secretKey: string };
  /** Path of the Chromium executable. */
  chromium: string;
  /** Path of `xsltproc`, the connector's second XSLT engine. */
  xsltproc: string;
  /** Where agents of a real OCS Inventory server report to, ending in `/ocsinventory`. */
  ocsUrl: string;
  /** The database of that server. */
  ocsDatabaseUrl: string;
}

/**
 * The peers with the given names. `POPIS_TEST_MARIADB_URL` alone is enough for `mariadbUrl`.
 * Throws one line naming what is missing: a test without its peer fails, it is never skipped.
 */
export function getPeers<Name extends keyof Peers>(...names: Name[]): Pick<Peers, Name> {
  const known = readPeers();
  const missing = names.filter((name) => known[name] === undefined);
  if (missing.length > 0) {
    throw new Error(
      `no ${missing.join(', ')} to test with: run node tests/peers/up.mjs and set POPIS_TEST_PEERS to the peers.json that it names`,
    );
  }
  return known as Pick<Peers, Name>;
}

function readPeers(): Partial<Peers> {
  const file = process.env.POPIS_TEST_PEERS;
  const fromFile = file === undefined ? {} : (JSON.parse(readFileSync(file, 'utf8')) as Partial<Peers>);
  const mariadbUrl = process.env.POPIS_TEST_MARIADB_URL;
  return mariadbUrl === undefined ? fromFile : { ...fromFile, mariadbUrl };
}
