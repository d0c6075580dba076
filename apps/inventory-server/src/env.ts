import { parseStoreLocation } from '@popis/byte-store';
import { InvalidInputError } from '@popis/errors';
import {
  describeFailure,
  type EnvVariable,
  list,
  oneOf,
  optional,
  parseEnv,
  port,
  secretFile,
  text,
  url,
  wholeNumber,
  withDefault,
} from '@popis/runtime';
import { isAddressRange, parseCompatibility } from './compatibility/compatibility.ts';
import { type Credentials, parseCredentials } from './compatibility/credentials.ts';
import { DEFAULT_LIMIT_SETTINGS, type LimitSettings } from './limits/limits.ts';
import { parseRate } from './limits/rate.ts';
import type { RawReportOptions } from './raw-reports/raw-reports.ts';
import type { Certificates } from './tls/secure-server.ts';
import { DEFAULT_EXTRA_USER_AGENTS } from './user-agent.ts';

/** The environment of this process. */
export function readEnv(env: Readonly<Record<string, string | undefined>> = process.env) {
  return parseEnv(env, {
    /** The inventory database; a real OCS server's `ocsweb` may stand here and is used as found. */
    INVENTORY_DATABASE_URL: url(['postgres:', 'postgresql:', 'mysql:', 'mariadb:']),
    /** Address to listen on. */
    HOST: withDefault(text(), '127.0.0.1'),
    /** Port to listen on; 0 = any free one. */
    PORT: withDefault(port(), 8090),
    /**
     * Where agents that prove nothing about themselves may come from: off; or by commas loopback, open (anywhere), addresses
     * and ranges, with `+basic` behind those from where a user and password are asked for. The first that holds an address decides.
     */
    COMPATIBILITY: withDefault(readable(text(), parseCompatibility), 'loopback'),
    /** File with one `user:password` a line: who is let in from where COMPATIBILITY says `+basic`. */
    COMPATIBILITY_CREDENTIALS_FILE: optional(readable(secretFile(), parseCredentials)),
    /** User agents let in besides OCS's and ours, by commas: whole, or the beginning and `*`. */
    EXTRA_USER_AGENTS: withDefault(list(), DEFAULT_EXTRA_USER_AGENTS),
    /** Folder of the packages that agents fetch under /download; without it none are served. */
    PACKAGE_FOLDER: optional(text()),
    /** Port for HTTPS besides PORT, with the certificate and key below; agents fetch packages over HTTPS only. */
    TLS_PORT: optional(port()),
    /** File of the certificate, PEM, with those between it and its root. */
    TLS_CERTIFICATE_FILE: optional(secretFile()),
    /** File of the certificate's key, PEM. */
    TLS_KEY_FILE: optional(secretFile()),
    /** File of the authorities, PEM, whose certificates clients show over HTTPS; without it they show none. */
    TLS_CLIENT_CA_FILE: optional(secretFile()),
    /** Whether clients must show a certificate, where TLS_CLIENT_CA_FILE is set: required, or optional. */
    TLS_CLIENT_CERTIFICATE: withDefault(oneOf(['required', 'optional']), 'required'),
    /** Addresses or ranges of reverse proxies whose X-Forwarded-For and X-Forwarded-Proto are believed, by commas. */
    TRUSTED_PROXIES: withDefault(addressRanges(), []),
    /** Where reports are kept as they came: file:///folder, or s3://bucket/prefix?endpoint=…; without it none are. */
    REPORT_STORE: optional(readable(url(['file:', 's3:']), parseStoreLocation)),
    /** Access key of an s3: REPORT_STORE. */
    S3_ACCESS_KEY: optional(text()),
    /** Secret key of an s3: REPORT_STORE. */
    S3_SECRET_KEY: optional(text()),
    /** MiB of reports that may wait to be kept; what comes beyond is not kept, and counted. */
    REPORT_QUEUE_MIB: withDefault(wholeNumber(1, 1024), 32),
    /** Addresses exempt from INVENTORY_SESSION_ONLY and the filter of floods, by commas: whole, or the beginning and `*`. */
    TRUSTED_ADDRESSES: withDefault(list(), []),
    /** Requests from one address, an IPv6 /64 being one: so many a minute, and so many at once; or off. */
    ADDRESS_RATE: withDefault(readable(text(), parseRate), '3000/10000'),
    /** The same for the reports of one device. */
    DEVICE_RATE: withDefault(readable(text(), parseRate), '10/120'),
    /** The same for enrolments from one address, and signatures of one key from there, that do not hold. */
    FAILURE_RATE: withDefault(readable(text(), parseRate), '10/100'),
    /** Connections at the same time, to each of PORT and TLS_PORT. */
    MAX_CONNECTIONS: withDefault(wholeNumber(10, 100_000), 4096),
    /** Of these, from one address that is no trusted proxy's. */
    MAX_CONNECTIONS_PER_ADDRESS: withDefault(wholeNumber(1, 100_000), 2500),
    /** File holding the token of the administration, at least 20 characters; without it there is none. */
    ADMIN_TOKEN_FILE: optional(secretFile()),
    /** Address that the administration listens on. */
    ADMIN_HOST: withDefault(text(), '127.0.0.1'),
    /** Port that the administration listens on; 0 = any free one. */
    ADMIN_PORT: withDefault(port(), 8091),
    /** File holding a token, at least 20 characters, that opens /metrics on the port of the administration and nothing else. */
    METRICS_TOKEN_FILE: optional(secretFile()),
    /** Seconds between being asked to stop and closing, 10 at most: meanwhile /health/ready says no and reports are still taken. */
    DRAIN_SECONDS: withDefault(wholeNumber(0, 10), 0),
  });
}

/** A variable whose text is also read by `parse`, which throws when it has faults. */
function readable(variable: EnvVariable<string>, parse: (text: string) => unknown): EnvVariable<string> {
  return {
    read: (given) => {
      const result = variable.read(given);
      if ('fault' in result) {
        return result;
      }
      try {
        parse(result.value);
        return result;
      } catch (error) {
        return { fault: `cannot be read: ${describeFailure(error)}` };
      }
    },
  };
}

function addressRanges(): EnvVariable<string[]> {
  return {
    read: (given) => {
      const result = list().read(given);
      const wrong = 'fault' in result ? [] : result.value.filter((range) => !isAddressRange(range));
      return wrong.length === 0
        ? result
        : { fault: `must be addresses or ranges, not "${wrong.join('", "')}"` };
    },
  };
}

/**
 * Who is let in from where COMPATIBILITY asks for a password.
 * @throws InvalidInputError when it asks for one and none is known.
 */
export function toCredentials(env: ReturnType<typeof readEnv>): Credentials | undefined {
  const { COMPATIBILITY: compatibility, COMPATIBILITY_CREDENTIALS_FILE: text } = env;
  if (text !== undefined) {
    return parseCredentials(text);
  }
  if (parseCompatibility(compatibility).some((range) => range.needsPassword)) {
    throw new InvalidInputError('The environment variables have faults', [
      { path: 'COMPATIBILITY_CREDENTIALS_FILE', message: 'must be set, since COMPATIBILITY says +basic' },
    ]);
  }
  return undefined;
}

/** The limits for those who come. */
export function toLimitSettings(env: ReturnType<typeof readEnv>): LimitSettings {
  return {
    ...DEFAULT_LIMIT_SETTINGS,
    addressRate: parseRate(env.ADDRESS_RATE),
    deviceRate: parseRate(env.DEVICE_RATE),
    failureRate: parseRate(env.FAILURE_RATE),
    connections: env.MAX_CONNECTIONS,
    connectionsPerAddress: env.MAX_CONNECTIONS_PER_ADDRESS,
  };
}

const SHORTEST_TOKEN = 20;

/** What opens the port of the administration; without either it is not opened. */
export interface AdminTokens {
  admin: string | undefined;
  metrics: string | undefined;
}

/**
 * The tokens of the administration and of the metrics, if there are to be any.
 * @throws InvalidInputError naming those that could be guessed.
 */
export function toAdminTokens(env: ReturnType<typeof readEnv>): AdminTokens {
  const { ADMIN_TOKEN_FILE, METRICS_TOKEN_FILE } = env;
  const short = Object.entries({ ADMIN_TOKEN_FILE, METRICS_TOKEN_FILE }).filter(
    ([, token]) => token !== undefined && token.length < SHORTEST_TOKEN,
  );
  if (short.length > 0) {
    throw new InvalidInputError(
      'The environment variables have faults',
      short.map(([path]) => ({ path, message: `must hold at least ${SHORTEST_TOKEN} characters` })),
    );
  }
  return { admin: ADMIN_TOKEN_FILE, metrics: METRICS_TOKEN_FILE };
}

/**
 * Where raw reports are kept, if anywhere.
 * @throws InvalidInputError when an S3 store has no keys.
 */
export function toRawReports(env: ReturnType<typeof readEnv>): RawReportOptions | undefined {
  if (env.REPORT_STORE === undefined) {
    return undefined;
  }
  const { S3_ACCESS_KEY: accessKey, S3_SECRET_KEY: secretKey } = env;
  const location = parseStoreLocation(env.REPORT_STORE);
  const credentials =
    accessKey === undefined || secretKey === undefined ? undefined : { accessKey, secretKey };
  if (location.kind === 's3' && credentials === undefined) {
    throw new InvalidInputError('The environment variables have faults', [
      { path: 'S3_ACCESS_KEY', message: 'and S3_SECRET_KEY must be set for an s3: store of reports' },
    ]);
  }
  return { location, credentials, queueBytes: env.REPORT_QUEUE_MIB * 1024 * 1024 };
}

/** The inventory database, for a command that needs nothing else. */
export function readDatabaseUrl(env: Readonly<Record<string, string | undefined>> = process.env): string {
  return parseEnv(env, { INVENTORY_DATABASE_URL: url(['postgres:', 'postgresql:', 'mysql:', 'mariadb:']) })
    .INVENTORY_DATABASE_URL;
}

/** Where to listen for HTTPS, if anywhere. */
export interface Tls extends Certificates {
  port: number;
}

/**
 * The three variables of HTTPS, which are told together or not at all.
 * @throws InvalidInputError naming those that are missing.
 */
export function toTls(env: ReturnType<typeof readEnv>): Tls | undefined {
  const { TLS_PORT: tlsPort, TLS_CERTIFICATE_FILE: certificate, TLS_KEY_FILE: key } = env;
  if (tlsPort !== undefined && certificate !== undefined && key !== undefined) {
    const { TLS_CLIENT_CA_FILE: authorities, TLS_CLIENT_CERTIFICATE: mode } = env;
    const clients = authorities === undefined ? undefined : { authorities, mode };
    return { port: tlsPort, certificate, key, clients };
  }
  const told = { TLS_PORT: tlsPort, TLS_CERTIFICATE_FILE: certificate, TLS_KEY_FILE: key };
  const missing = Object.entries(told).filter(([, value]) => value === undefined);
  if (missing.length === 3) {
    return undefined;
  }
  throw new InvalidInputError(
    'The environment variables have faults',
    missing.map(([name]) => ({ path: name, message: 'must be set, since HTTPS is asked for' })),
  );
}
