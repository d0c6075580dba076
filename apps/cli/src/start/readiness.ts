/** Where a process listens, or why it does not. */
export type Readiness = { url: string } | { message: string; code?: string };

/** Reads what a process says over its IPC channel; undefined for a message that is about something else. */
export function parseReadiness(message: unknown): Readiness | undefined {
  if (typeof message !== 'object' || message === null || !('ready' in message)) return undefined;
  if (message.ready === true && 'url' in message && typeof message.url === 'string')
    return { url: message.url };
  if (message.ready !== false || !('message' in message)) return undefined;
  const code = 'code' in message && typeof message.code === 'string' ? message.code : undefined;
  return code === undefined
    ? { message: String(message.message) }
    : { message: String(message.message), code };
}

/** How a process ended, in words. */
export function describeEnd(code: number | null, signal: NodeJS.Signals | null): string {
  return signal === null ? `ended with exit code ${code}` : `was killed by ${signal}`;
}
