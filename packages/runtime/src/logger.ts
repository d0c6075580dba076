import pino, { type Logger } from 'pino';
import { readLogLevel } from './env.ts';
import { toLoggedError } from './logged-error.ts';

export type { Logger };

const secretNames = ['authorization', 'cookie', 'password', 'secret', 'token', 'databaseUrl'];
const redactedPaths = secretNames.flatMap((name) => [
  name,
  `*.${name}`,
  `*.headers.${name}`,
  `headers["set-cookie"]`,
  `*.headers["set-cookie"]`,
]);

/**
 * Makes the logger of one subsystem: JSON lines on standard error, level from `LOG_LEVEL` (default `info`),
 * secrets masked by the name of their property. Declare it once a subsystem and import it.
 *
 * @example
 * export const log = createLogger('runs');
 * log.warn({ sourceId, runId }, 'record rejected');
 */
export function createLogger(name: string): Logger {
  return pino(loggerOptions(name), pino.destination({ fd: 2, sync: true }));
}

/** The options of {@link createLogger}, apart from where its lines go. */
export function loggerOptions(name: string) {
  return {
    name,
    level: readLogLevel(),
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: (error: unknown) => toLoggedError(error) },
    redact: { paths: [...new Set(redactedPaths)], censor: '[hidden]' },
  };
}
