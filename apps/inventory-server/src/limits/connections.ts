import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { admitPlainAgent, parseCompatibility, plainAddress } from '../compatibility/compatibility.ts';
import { log } from '../logger.ts';
import type { Limits } from './limits.ts';
import { networkOf } from './network-of.ts';

/**
 * Caps the connections of a server. One address may hold so many; trusted proxies hold those of all. Where the server is
 * full, who holds most gives up its oldest connection that no answer is being made for: a host that opens connections and
 * lets them wait shuts out nobody but itself.
 */
export function limitConnections(server: Server, limits: Limits, trustedProxies: readonly string[]): void {
  const { connections, connectionsPerAddress } = limits.settings;
  const proxies = trustedProxies.length === 0 ? [] : parseCompatibility(trustedProxies.join(','));
  const holders = new Map<string, Set<Socket>>();
  /** By the ends of their connection: HTTPS gives requests another socket than connections. */
  const requests = new Map<string, IncomingMessage>();
  let open = 0;

  const isAnswered = (socket: Socket) => requests.get(endOf(socket))?.complete === true;
  const giveUpOne = (): boolean => {
    const largest = findLargest(holders);
    for (const socket of largest) {
      if (!isAnswered(socket)) {
        socket.destroy();
        return true;
      }
    }
    return false;
  };
  const refuse = (socket: Socket, holder: string, message: string) => {
    socket.destroy();
    if (limits.told.take(`connections ${holder}`) === 0) {
      log.warn({ address: holder, open }, message);
    }
  };

  server.on('connection', (socket: Socket) => {
    const address = plainAddress(socket.remoteAddress ?? '');
    const holder = networkOf(address);
    const held = holders.get(holder) ?? new Set();
    if (held.size >= connectionsPerAddress && admitPlainAgent(proxies, address) !== 'admitted') {
      refuse(socket, holder, 'connection refused: this address holds too many');
      return;
    }
    if (open >= connections && !giveUpOne()) {
      refuse(socket, holder, 'connection refused: there are too many');
      return;
    }
    holders.set(holder, held.add(socket));
    open += 1;
    socket.once('close', () => {
      open -= 1;
      held.delete(socket);
      if (held.size === 0) {
        holders.delete(holder);
      }
    });
  });
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const end = endOf(request.socket);
    requests.set(end, request);
    response.once('close', () => requests.delete(end));
  });
}

function findLargest(holders: ReadonlyMap<string, ReadonlySet<Socket>>): ReadonlySet<Socket> {
  let largest: ReadonlySet<Socket> = new Set();
  for (const held of holders.values()) {
    largest = held.size > largest.size ? held : largest;
  }
  return largest;
}

function endOf(socket: Socket): string {
  return `${socket.remoteAddress} ${socket.remotePort}`;
}
