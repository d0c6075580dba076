/** Rows of the table `config` in a new database: OCS's own defaults of what this server reads. */
export const DEFAULT_SETTINGS: Readonly<Record<string, number>> = {
  FREQUENCY: 0,
  PROLOG_FREQ: 24,
  INVENTORY_ON_STARTUP: 1,
  INVENTORY_DIFF: 1,
  AUTO_DUPLICATE_LVL: 7,
  ACCEPT_TAG_UPDATE_FROM_CLIENT: 0,
  TRACE_DELETED: 0,
  REGISTRY: 0,
  IPDISCOVER: 2,
  IPDISCOVER_LATENCY: 100,
  DOWNLOAD: 0,
  DOWNLOAD_CYCLE_LATENCY: 60,
  DOWNLOAD_FRAG_LATENCY: 10,
  DOWNLOAD_PERIOD_LATENCY: 1,
  DOWNLOAD_PERIOD_LENGTH: 10,
  DOWNLOAD_TIMEOUT: 30,
  DOWNLOAD_EXECUTION_TIMEOUT: 120,
};

/** Rows that a new database begins with, as one text for both dialects. */
export function formatSeed(): string {
  const rows = Object.entries(DEFAULT_SETTINGS).map(([name, value]) => `  ('${name}', ${value})`);
  return `
INSERT INTO config (name, ivalue) VALUES
${rows.join(',\n')};

INSERT INTO software_name (name) VALUES ('Unavailable');
INSERT INTO software_publisher (publisher) VALUES ('Unavailable');
INSERT INTO software_version (version) VALUES ('Unavailable');
`;
}
