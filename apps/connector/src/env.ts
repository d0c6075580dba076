import {
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

/** The connector's environment. `example.env` says the same for people. */
export type ConnectorEnv = ReturnType<typeof readEnv>;

/**
 * Reads the environment.
 *
 * @throws InvalidInputError listing all faults at once.
 */
export function readEnv(env: NodeJS.ProcessEnv = process.env) {
  return parseEnv(env, {
    /**
     * The inventory database: `postgres://…`, or `mysql://…` for MySQL and MariaDB; or a folder of CSV files, `file:///srv/hr`, with
     * `?encoding=windows-1250` and the like where needed. `--configuration` goes before it.
     */
    INVENTORY_DATABASE_URL: optional(url(['postgres:', 'postgresql:', 'mysql:', 'mariadb:', 'file:'])),
    /** Address of the CMDB, without `/api`. `--configuration` goes before it. */
    CMDB_URL: optional(url(['http:', 'https:'])),
    /** Token of an account of the CMDB that may run sources. */
    CMDB_TOKEN: optional(text()),
    /** File that holds such a token; better than CMDB_TOKEN, since other users of the host can read an environment. */
    CMDB_TOKEN_FILE: optional(secretFile()),
    /** A folder of `mappings`, or the path of a folder of your own. Default `ocs`. */
    MAPPING: withDefault(text(), 'ocs'),
    /** Name of the source the runs belong to in the CMDB. Default: the name of the mapping. */
    SOURCE: optional(text()),
    /** Which XSLT processor shapes the documents. Default `libxslt-wasm`; `xsltproc` must be installed on the host. */
    XSLT_ENGINE: withDefault(oneOf(['libxslt-wasm', 'xsltproc']), 'libxslt-wasm'),
    /** Seconds that a run is held without a sign of life: so long a connector that was killed keeps the next one waiting. */
    LEASE_SECONDS: withDefault(wholeNumber(1, 3_600), 30),
    /** `serve`: how many sources are run at a time. */
    CONCURRENT_RUNS: withDefault(wholeNumber(1, 16), 2),
    /** `serve`: seconds that runs have to come to their end when it is asked to stop; then they are given up. */
    FINISH_SECONDS: withDefault(wholeNumber(0, 3_600), 15),
    /** `serve`: port of /health/live and /health/ready; 0 takes a free one. Without it there are none. */
    HEALTH_PORT: optional(port()),
    /** Address that they are served on. */
    HEALTH_HOST: withDefault(text(), '127.0.0.1'),
    /** `serve`: file holding the token that opens the metrics; without it there are none. */
    METRICS_TOKEN_FILE: optional(secretFile()),
    /** Address that the metrics are served on. */
    METRICS_HOST: withDefault(text(), '127.0.0.1'),
    /** Port that the metrics are served on; 0 takes a free one. */
    METRICS_PORT: withDefault(port(), 8083),
  });
}
