import { type Fault, InvalidInputError } from '@popis/errors';

/** What `popis start` is told. */
export interface StartOptions {
  dataDir: string;
  /** Port of the web UI and the API; 0 takes a free one. */
  port: number;
  /** Port that agents report to; 0 takes a free one. */
  inventoryPort: number;
  /** Whether to show the system at work: a made-up company, an inventory of this host, a connector run. */
  demo: boolean;
}

/** The options as a command line gives them: text. */
export interface StartArguments {
  dataDir: string;
  port: string;
  inventoryPort: string;
  demo: boolean;
}

/** @throws InvalidInputError with every fault, each under its option. */
export function toStartOptions(given: StartArguments): StartOptions {
  const faults: Fault[] = [];
  const port = readPort('--port', given.port, faults);
  const inventoryPort = readPort('--inventory-port', given.inventoryPort, faults);
  if (faults.length === 0 && port === inventoryPort && port !== 0) {
    faults.push({ path: '--inventory-port', message: `must differ from --port, both are ${port}` });
  }
  if (given.dataDir.trim() === '') faults.push({ path: '--data-dir', message: 'must name a folder' });
  if (faults.length > 0) throw new InvalidInputError('The options have faults', faults);
  return { dataDir: given.dataDir, port, inventoryPort, demo: given.demo };
}

function readPort(option: string, text: string, faults: Fault[]): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  faults.push({ path: option, message: `must be a port from 0 to 65535, not "${text}"` });
  return 0;
}
