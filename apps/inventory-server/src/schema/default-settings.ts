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
  DOWNLOAD_GROUPS_TRACE_EVENTS: 1,
  ENABLE_GROUPS: 1,
  GROUPS_CACHE_REVALIDATE: 43_200,
  GROUPS_CACHE_OFFSET: 43_200,
  IPDISCOVER_BETTER_THRESHOLD: 1,
  IPDISCOVER_MAX_ALIVE: 7,
  IPDISCOVER_NO_POSTPONE: 0,
  IPDISCOVER_USE_GROUPS: 1,
  IPDISCOVER_LINK_TAG_NETWORK: 0,
  SNMP: 0,
  INVENTORY_SESSION_ONLY: 0,
  SESSION_VALIDITY_TIME: 600,
  SESSION_CLEAN_TIME: 86_400,
  INVENTORY_FILTER_ON: 0,
  INVENTORY_FILTER_FLOOD_IP: 0,
  INVENTORY_FILTER_FLOOD_IP_CACHE_TIME: 300,
  DEPLOY: 1,
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
