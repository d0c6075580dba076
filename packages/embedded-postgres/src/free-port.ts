import { createServer } from 'node:net';

const loopback = '127.0.0.1';

/** A TCP port of 127.0.0.1 that nobody listens on now. */
export async function findFreePort(): Promise<number> {
  const port = await tryListening(0);
  if (port === undefined) throw new Error(`No port of ${loopback} is free`);
  return port;
}

/** Whether nobody listens on this port of 127.0.0.1 now. */
export async function isPortFree(port: number): Promise<boolean> {
  return (await tryListening(port)) !== undefined;
}

async function tryListening(port: number): Promise<number | undefined> {
  return await new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, loopback, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? address?.port : undefined));
    });
  });
}
