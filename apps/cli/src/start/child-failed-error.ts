import { UnavailableError } from '@popis/errors';

/** A process that failed, with what a person needs to see why. */
export class ChildFailedError extends UnavailableError {
  readonly logFile: string;
  readonly logTail: readonly string[];
  /** Code of the system error that the process reported, such as `EADDRINUSE`. */
  readonly code: string | undefined;

  constructor(message: string, logFile: string, logTail: readonly string[], code?: string) {
    super(message);
    this.logFile = logFile;
    this.logTail = logTail;
    this.code = code;
  }
}

/** The last lines of the failed process's log and where the whole of it is. */
export function formatLogTail(error: ChildFailedError): string {
  const lines = [`The last lines of ${error.logFile}:`];
  for (const line of error.logTail) lines.push(`  | ${line}`);
  return lines.join('\n');
}
