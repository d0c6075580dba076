import { parseStoreLocation, type StoreLocation } from '@popis/byte-store';
import { type Fault, InvalidInputError } from '@popis/errors';
import { type AlertSecrets, type AlertSettings, toAlertSettings } from './alerts/alert-settings.ts';
import type { Env } from './env.ts';

/** Everything that decides how this process works. */
export interface Config {
  databaseUrl: string;
  host: string;
  port: number;
  /** Where people reach the web UI; absent = the address listened on. */
  publicUrl: string | undefined;
  webRoot: string | undefined;
  /** Where the administration of the inventory server listens; absent = none is reached here. */
  inventoryAdminUrl: string | undefined;
  seed: 'model' | 'demo';
  trustedProxies: readonly string[];
  /** Where metrics are served; absent = nowhere. */
  metrics: { host: string; port: number } | undefined;
  /** How long the process serves on after it was asked to stop. */
  drainMs: number;
  /** Who is told when something of a source goes wrong. */
  alerts: AlertSettings;
  documentStore: StoreLocation;
  /** Largest file that may be uploaded. */
  documentLimitBytes: number;
}

/** Apart from the settings, so that whoever prints those prints no secret. */
export interface Secrets {
  adminToken: string | undefined;
  inventoryAdminToken: string | undefined;
  metricsToken: string | undefined;
  alerts: AlertSecrets;
  s3: { accessKey: string; secretKey: string } | undefined;
}

/** Injection tokens: `@Inject(CONFIG) config: Config`. */
export const CONFIG = Symbol('config');
export const SECRETS = Symbol('secrets');

const shortestToken = 20;

/** @throws InvalidInputError with every fault of settings that do not go together. */
export function toConfig(env: Env): { config: Config; secrets: Secrets } {
  const faults: Fault[] = [];
  const documentStore = readStore(env.DOCUMENT_STORE, faults);
  const s3 =
    env.S3_ACCESS_KEY !== undefined && env.S3_SECRET_KEY !== undefined
      ? { accessKey: env.S3_ACCESS_KEY, secretKey: env.S3_SECRET_KEY }
      : undefined;
  if (documentStore?.kind === 's3' && s3 === undefined) {
    faults.push({
      path: 'S3_ACCESS_KEY',
      message: 'and S3_SECRET_KEY must be set for an s3: document store',
    });
  }
  for (const path of ['ADMIN_TOKEN_FILE', 'METRICS_TOKEN_FILE'] as const) {
    if ((env[path]?.length ?? shortestToken) < shortestToken) {
      faults.push({ path, message: `must hold at least ${shortestToken} characters` });
    }
  }
  if ((env.INVENTORY_ADMIN_URL === undefined) !== (env.INVENTORY_ADMIN_TOKEN_FILE === undefined)) {
    const [missing, given] =
      env.INVENTORY_ADMIN_URL === undefined
        ? ['INVENTORY_ADMIN_URL', 'INVENTORY_ADMIN_TOKEN_FILE']
        : ['INVENTORY_ADMIN_TOKEN_FILE', 'INVENTORY_ADMIN_URL'];
    faults.push({ path: missing, message: `must be set, since ${given} is` });
  }
  const alerts = toAlertSettings(env, faults);
  if (faults.length > 0 || documentStore === undefined) {
    throw new InvalidInputError('The environment variables have faults', faults);
  }
  const config: Config = {
    databaseUrl: env.DATABASE_URL,
    host: env.HOST,
    port: env.PORT,
    publicUrl: env.PUBLIC_URL?.replace(/\/+$/, ''),
    webRoot: env.WEB_ROOT,
    inventoryAdminUrl: env.INVENTORY_ADMIN_URL?.replace(/\/+$/, ''),
    seed: env.SEED,
    trustedProxies: env.TRUSTED_PROXIES,
    metrics:
      env.METRICS_TOKEN_FILE === undefined ? undefined : { host: env.METRICS_HOST, port: env.METRICS_PORT },
    drainMs: env.DRAIN_SECONDS * 1000,
    alerts: alerts.settings,
    documentStore,
    documentLimitBytes: env.DOCUMENT_LIMIT_MIB * 1024 * 1024,
  };
  const secrets = {
    adminToken: env.ADMIN_TOKEN_FILE,
    inventoryAdminToken: env.INVENTORY_ADMIN_TOKEN_FILE,
    metricsToken: env.METRICS_TOKEN_FILE,
    alerts: alerts.secrets,
    s3,
  };
  return { config, secrets };
}

function readStore(text: string, faults: Fault[]): StoreLocation | undefined {
  try {
    return parseStoreLocation(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    faults.push({ path: 'DOCUMENT_STORE', message });
    return undefined;
  }
}
