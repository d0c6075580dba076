import {
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

/** What the environment says to this process; README and example.env explain each. */
export type Env = ReturnType<typeof readEnv>;

/** @throws InvalidInputError listing every fault of every variable. */
export function readEnv(env: Readonly<Record<string, string | undefined>> = process.env) {
  return parseEnv(env, {
    /** The CMDB database. The schema is brought up to date at start. */
    DATABASE_URL: url(['postgres:', 'postgresql:']),
    /** Where documents are stored: `file:///folder` or `s3://bucket/prefix?endpoint=…&region=…`. */
    DOCUMENT_STORE: url(['file:', 's3:']),
    /** Largest file that may be uploaded, in MiB. */
    DOCUMENT_LIMIT_MIB: withDefault(wholeNumber(1, 80_000), 1024),
    /** Access key of the `s3:` document store. */
    S3_ACCESS_KEY: optional(text()),
    /** Secret key of the `s3:` document store. */
    S3_SECRET_KEY: optional(text()),
    /** Address to listen on. */
    HOST: withDefault(text(), '127.0.0.1'),
    /** Port to listen on; 0 takes a free one. */
    PORT: withDefault(port(), 8080),
    /** Where people reach the web UI; login links begin with it. Default: what this process listens on. */
    PUBLIC_URL: optional(url(['http:', 'https:'])),
    /** Folder of the built web UI; without it only the API is served. */
    WEB_ROOT: optional(text()),
    /** File holding a token that is accepted as one of an administrator, for scripts that set an installation up. */
    ADMIN_TOKEN_FILE: optional(secretFile()),
    /** Where the administration of the inventory server listens, as `http://127.0.0.1:8091`; without it none is reached here. */
    INVENTORY_ADMIN_URL: optional(url(['http:', 'https:'])),
    /** File holding the token of that administration. */
    INVENTORY_ADMIN_TOKEN_FILE: optional(secretFile()),
    /** `demo` adds a small made-up company to the seeded model. */
    SEED: withDefault(oneOf(['model', 'demo']), 'model'),
    /** File holding the token that opens the metrics; without it there are none. */
    METRICS_TOKEN_FILE: optional(secretFile()),
    /** Address that the metrics are served on. */
    METRICS_HOST: withDefault(text(), '127.0.0.1'),
    /** Port that the metrics are served on; 0 takes a free one. */
    METRICS_PORT: withDefault(port(), 8081),
    /** Seconds between being asked to stop and closing, 10 at most: meanwhile `/api/health/ready` says no. */
    DRAIN_SECONDS: withDefault(wholeNumber(0, 10), 0),
    /** Where alerts are posted to, signed with the secret below; without it none are. */
    ALERT_WEBHOOK_URL: optional(url(['http:', 'https:'])),
    /** File holding the secret that they are signed with. */
    ALERT_WEBHOOK_SECRET_FILE: optional(secretFile()),
    /** Hosts, addresses and ranges, parted by commas, that the webhook may be at although they are not public. */
    ALERT_WEBHOOK_ALLOW: withDefault(list(), []),
    /** Who gets alerts as mail, parted by commas; without it nobody does. */
    ALERT_MAIL_TO: withDefault(list(), []),
    /** The address that they come from. */
    ALERT_MAIL_FROM: optional(text()),
    /** The server that takes them: `smtp://host:587`, or `smtps://host:465` for TLS from the first byte. */
    SMTP_URL: optional(url(['smtp:', 'smtps:'])),
    /** Name to sign in there with; only over a secure connection. */
    SMTP_USERNAME: optional(text()),
    /** File holding the password. */
    SMTP_PASSWORD_FILE: optional(secretFile()),
    /** Minutes after which a time of a schedule that nobody came to counts as missed. */
    ALERT_MISSED_MINUTES: withDefault(wholeNumber(1, 10_000), 15),
    /** Addresses of reverse proxies whose `X-Forwarded-For` is believed, parted by commas. */
    TRUSTED_PROXIES: withDefault(list(), []),
  });
}

/** The CMDB database alone, for commands that need nothing else. */
export function readDatabaseUrl(env: Readonly<Record<string, string | undefined>> = process.env): string {
  return parseEnv(env, { DATABASE_URL: url(['postgres:', 'postgresql:']) }).DATABASE_URL;
}
