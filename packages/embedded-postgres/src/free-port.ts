import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

const loopback = '127.0.0.1';
/**
 * Below the ports that Linux, macOS and Windows give to outgoing connections: one of those may be taken by any connection
 * between being chosen and being listened on.
 */
const lowest = 20_000;
const highest = 32_767;
const attempts = 100;

/** A TCP port of 127.0.0.1 that nobody listens on now, and that no outgoing connection will take. */
export async function findFreePort(): Promise<number> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const port = randomInt(lowest, highest + 1);
    if (await isPortFree(port)) return port;
  }
  throw new Error(`No port of ${loopback} from ${lowest} to ${highest} is free`);
}

/** Whether nobody listens on this port of 127.0.0.1 now. */
export async function isPortFree(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, loopback, () => server.close(() => resolve(true)));
  });
}
