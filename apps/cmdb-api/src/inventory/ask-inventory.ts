import { UnavailableError } from '@popis/errors';
import type { InventoryRequest } from './inventory-request.ts';

/** Where the administration of an inventory is, and what opens it. */
export interface InventoryAccess {
  rootUrl: string;
  token: string;
  /** How long an answer may take. */
  limitMs: number;
}

/** What was answered; `body` is undefined where it is no JSON. */
export interface InventoryAnswer {
  status: number;
  body: unknown;
}

/**
 * Asks the inventory server something for somebody. Of the request that came here it gets no header but those made here.
 * @throws UnavailableError when it does not answer in time.
 */
export async function askInventory(
  access: InventoryAccess,
  who: { username: string; requestId: string },
  { method, address, body }: InventoryRequest,
): Promise<InventoryAnswer> {
  try {
    const response = await fetch(access.rootUrl + address, {
      method,
      headers: {
        authorization: `Bearer ${access.token}`,
        'x-popis-actor': encodeURIComponent(who.username.toWellFormed()),
        'x-request-id': who.requestId,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body }),
      // The token is for nobody else.
      redirect: 'error',
      signal: AbortSignal.timeout(access.limitMs),
    });
    return { status: response.status, body: parse(await response.text()) };
  } catch (error) {
    throw new UnavailableError('The inventory server does not answer now', { cause: error });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
