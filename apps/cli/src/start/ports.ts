import { findFreePort, isPortFree } from '@popis/embedded-postgres';
import { ConflictError } from '@popis/errors';

/** The port to use; 0 becomes one that is free now, since it must be known before the process listens. */
export async function choosePort(port: number): Promise<number> {
  return port === 0 ? await findFreePort() : port;
}

/** @throws ConflictError that names the port and the option that moves it. */
export async function checkPortFree(port: number, option: string): Promise<void> {
  if (!(await isPortFree(port))) throw portInUse(port, option);
}

export function portInUse(port: number, option: string): ConflictError {
  return new ConflictError(`Port ${port} of 127.0.0.1 is in use; choose another with ${option} <port>`);
}
