import { createHmac } from 'node:crypto';
import { lookup as resolve } from 'node:dns';
import { type IncomingMessage, request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { UpstreamFailedError } from '@popis/errors';
import type { AlertMessage } from '../alert-message.ts';
import { type AllowedPlaces, mayBeReached } from './outgoing-address.ts';

/** Where alerts are posted to, and how whoever takes them knows that they are ours. */
export interface Webhook {
  readonly url: string;
  readonly secret: string;
  /** Private places that it may be at. */
  readonly allowed: AllowedPlaces;
}

/** The whole request, from looking the name up to the last byte of the answer. */
const timeLimitMs = 10_000;
const mostAnswerBytes = 64 * 1024;

/**
 * Posts a message as JSON, signed. The address that the name stands for is checked and is the one connected to; redirects are
 * not followed; the answer is read only as far as it must be.
 *
 * @throws UpstreamFailedError when it is not taken with 2xx
 */
export async function postWebhook(
  { url, secret, allowed }: Webhook,
  id: string,
  message: AlertMessage,
  now = new Date(),
  limitMs = timeLimitMs,
): Promise<void> {
  const target = new URL(url);
  const host = target.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && !mayBeReached(host, host, allowed)) throw refused(host);
  const body = JSON.stringify({ id, ...message });
  const timestamp = String(Math.floor(now.getTime() / 1_000));
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'user-agent': 'Popis',
    'popis-alert': id,
    'popis-timestamp': timestamp,
    'popis-signature': `v1=${sign(secret, timestamp, body)}`,
  };
  const request = target.protocol === 'https:' ? requestSecure : requestPlain;
  const options = {
    method: 'POST',
    headers,
    agent: false,
    lookup: lookupAllowed(allowed),
    signal: AbortSignal.timeout(limitMs),
  };
  const status = await new Promise<number>((done, fail) => {
    const sent = request(target, options, (answer) => readAnswer(answer, done, fail));
    sent.once('error', fail);
    sent.end(body);
  }).catch((error: unknown) => {
    if (error instanceof UpstreamFailedError) throw error;
    throw new UpstreamFailedError(`The webhook at ${target.origin} does not answer`, { cause: error });
  });
  if (status >= 200 && status < 300) return;
  const redirects = status >= 300 && status < 400 ? ', and redirects are not followed' : '';
  throw new UpstreamFailedError(`The webhook at ${target.origin} answered ${status}${redirects}`);
}

/** The signature of a message: HMAC-SHA256 over the timestamp, a point and the body, in hexadecimal. */
export function sign(secret: string, timestamp: string, body: string): string {
  return createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
}

function refused(host: string): UpstreamFailedError {
  return new UpstreamFailedError(
    `The webhook's host ${host} is at an address that is not public: allow it with ALERT_WEBHOOK_ALLOW`,
  );
}

/** Looks a name up and gives only what may be connected to; one address that may not, and the name is refused. */
function lookupAllowed(allowed: AllowedPlaces): LookupFunction {
  return (host, options, done) => {
    resolve(host, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return done(error, '');
      const [first] = addresses;
      if (first === undefined || addresses.some(({ address }) => !mayBeReached(host, address, allowed))) {
        return done(refused(host), '');
      }
      if (options.all === true) return done(null, addresses);
      done(null, first.address, first.family);
    });
  };
}

function readAnswer(
  answer: IncomingMessage,
  done: (status: number) => void,
  fail: (error: Error) => void,
): void {
  let bytes = 0;
  answer.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= mostAnswerBytes) return;
    done(answer.statusCode ?? 0);
    answer.destroy();
  });
  answer.once('error', fail);
  answer.once('end', () => done(answer.statusCode ?? 0));
}
