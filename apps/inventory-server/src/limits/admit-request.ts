import type { FastifyRequest } from 'fastify';
import { isTrustedAddress, plainAddress } from '../compatibility/compatibility.ts';
import type { Sender } from '../inventory/hardware-rules.ts';
import type { Limits } from './limits.ts';
import { networkOf } from './network-of.ts';
import { RateExceededError } from './rate-exceeded.ts';

/** Sends away who comes too often, before anything of a request but its headers is read. */
export function limitAddresses(limits: Limits, trustedAddresses: readonly string[]) {
  return async (request: FastifyRequest): Promise<void> => {
    const address = plainAddress(request.ip);
    if (isTrustedAddress(trustedAddresses, address)) {
      return;
    }
    const seconds = limits.addresses.take(networkOf(address));
    if (seconds > 0) {
      throw new RateExceededError('Too many requests come from this address', seconds);
    }
  };
}

/** Sends away who fails too often to show a token or signature that holds. */
export function refuseFailing(limits: Limits, address: string): void {
  const seconds = limits.failures.wait(networkOf(address));
  if (seconds > 0) {
    throw new RateExceededError('Too many tokens or signatures from this address did not hold', seconds);
  }
}

/**
 * Sends away a device that reports too often. A plain agent is counted with its address: who reports in another's name does
 * not use up what that one may do.
 * @throws RateExceededError
 */
export function limitDevice(limits: Limits, deviceId: string, { address, proof }: Sender): void {
  const who = proof === undefined ? `${networkOf(address)} ${deviceId}` : `key ${proof.key.keyId}`;
  const seconds = limits.devices.take(who);
  if (seconds > 0) {
    throw new RateExceededError('Too many reports come from this device', seconds);
  }
}
