import { pathToFileURL } from 'node:url';
import { withSmallYoungGeneration } from '@popis/runtime';

/** What the environments of our processes are made of. */
export interface StartFacts {
  cmdbDatabaseUrl: string;
  inventoryDatabaseUrl: string;
  documents: string;
  adminTokenFile: string;
  packages: string;
  /** Folder of reports as they came. */
  reports: string;
  inventoryAdminTokenFile: string;
  webRoot: string;
  port: number;
  inventoryPort: number;
  inventoryAdminPort: number;
  demo: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Everything listens on this address alone: a start for one machine is reached from that machine. */
const host = '127.0.0.1';

export function toCmdbApiEnvironment(inherited: Environment, facts: StartFacts): Environment {
  return {
    ...withSmallYoungGeneration(inherited),
    DATABASE_URL: facts.cmdbDatabaseUrl,
    DOCUMENT_STORE: pathToFileURL(facts.documents).href,
    HOST: host,
    PORT: String(facts.port),
    PUBLIC_URL: toWebUrl(facts),
    WEB_ROOT: facts.webRoot,
    ADMIN_TOKEN_FILE: facts.adminTokenFile,
    INVENTORY_ADMIN_URL: `http://${host}:${facts.inventoryAdminPort}`,
    INVENTORY_ADMIN_TOKEN_FILE: facts.inventoryAdminTokenFile,
    METRICS_TOKEN_FILE: undefined,
    SEED: facts.demo ? 'demo' : 'model',
  };
}

export function toInventoryServerEnvironment(inherited: Environment, facts: StartFacts): Environment {
  return {
    ...inherited,
    INVENTORY_DATABASE_URL: facts.inventoryDatabaseUrl,
    HOST: host,
    PORT: String(facts.inventoryPort),
    COMPATIBILITY: 'loopback',
    PACKAGE_FOLDER: facts.packages,
    REPORT_STORE: pathToFileURL(facts.reports).href,
    // The CMDB has a variable of the same name, for a token of its own.
    ADMIN_TOKEN_FILE: facts.inventoryAdminTokenFile,
    ADMIN_HOST: host,
    ADMIN_PORT: String(facts.inventoryAdminPort),
    METRICS_TOKEN_FILE: undefined,
  };
}

/** The connector's own run of a start: whatever the environment says of another CMDB or inventory is not meant for it. */
export function toConnectorEnvironment(inherited: Environment, facts: StartFacts): Environment {
  return {
    ...withSmallYoungGeneration(inherited),
    INVENTORY_DATABASE_URL: facts.inventoryDatabaseUrl,
    CMDB_URL: toWebUrl(facts),
    CMDB_TOKEN: undefined,
    CMDB_TOKEN_FILE: facts.adminTokenFile,
    MAPPING: 'ocs',
    SOURCE: undefined,
  };
}

/** The connector that is there all the time. It is told to stop in less time than we give our processes. */
export function toConnectorServiceEnvironment(inherited: Environment, facts: StartFacts): Environment {
  return {
    ...toConnectorEnvironment(inherited, facts),
    FINISH_SECONDS: '6',
    HEALTH_PORT: undefined,
    METRICS_TOKEN_FILE: undefined,
  };
}

export function toWebUrl(facts: Pick<StartFacts, 'port'>): string {
  return `http://${host}:${facts.port}`;
}

/** Where agents report to; the path is the one that agents of OCS Inventory expect. */
export function toInventoryUrl(facts: Pick<StartFacts, 'inventoryPort'>): string {
  return `http://${host}:${facts.inventoryPort}/ocsinventory`;
}

/** The TAG that names this host in the CMDB: `PC-` and its name without the domain. */
export function toTag(hostName: string): string {
  const name = hostName.split('.')[0] ?? '';
  const safe = name.toUpperCase().replace(/[^A-Z0-9_-]+/g, '-');
  return `PC-${safe === '' ? 'LOCALHOST' : safe}`;
}
