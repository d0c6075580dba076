import { UnavailableError } from '@popis/errors';
import type { InventoryRequest } from './inventory-request.ts';

/** Where the administration of an inventory is, and what opens it. */
export interface InventoryAccess {
  rootUrl: string;
  token: string;
  /** How long an answer may take. */
  limitMs: number;
  /** The same where something is uploaded. */
  uploadLimitMs: number;
}

/** What was answered; `body` is undefined where it is no JSON. */
export interface InventoryAnswer {
  status: number;
  body: unknown;
  bytes: Buffer;
  /** The header `Content-Disposition`. */
  disposition: string | undefined;
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
  const isUploaded = body !== undefined && typeof body.content !== 'string';
  try {
    const response = await fetch(access.rootUrl + address, {
      method,
      headers: {
        authorization: `Bearer ${access.token}`,
        'x-popis-actor': encodeURIComponent(who.username.toWellFormed()),
        'x-request-id': who.requestId,
        ...(body === undefined ? {} : { 'content-type': body.mediaType }),
      },
      ...(body === undefined ? {} : { body: toBody(body.content), duplex: 'half' }),
      // The token is for nobody else.
      redirect: 'error',
      signal: AbortSignal.timeout(isUploaded ? access.uploadLimitMs : access.limitMs),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    const disposition = response.headers.get('content-disposition') ?? undefined;
    return { status: response.status, body: parse(bytes.toString()), bytes, disposition };
  } catch (error) {
    throw new UnavailableError('The inventory server does not answer now', { cause: error });
  }
}

/** What is streamed is read as fast as it is written on, and no faster. */
function toBody(content: string | AsyncIterable<Uint8Array>): string | ReadableStream<Uint8Array> {
  if (typeof content === 'string') return content;
  const chunks = content[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done === true) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await chunks.return?.();
    },
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
