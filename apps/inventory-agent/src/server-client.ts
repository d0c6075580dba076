import { readFileSync } from 'node:fs';
import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { UpstreamFailedError } from '@popis/errors';
import { DEFAULT_LIMITS, deflateBody, inflateBody, parseReply, type Reply } from '@popis/inventory-format';
import { findErrorCode } from '@popis/runtime';
import type { Signer } from './agent-key.ts';

/** Where and how to reach a server. */
export interface ServerAddress {
  url: URL;
  userAgent: string;
  timeoutMs: number;
  user?: string;
  password?: string;
  /** PEM file with the certificate authorities to trust instead of the system's. */
  caFile?: string;
  /** PEM files with the certificate that is shown, and its key. */
  clientCertificateFile?: string;
  clientKeyFile?: string;
}

/** A connection to one server, kept for the requests of one contact. */
export interface ServerClient {
  /** Sends a request's XML, packed as OCS agents do, and gives the reply. */
  send(xml: string, signer?: Signer): Promise<Reply>;
  /** Sends JSON to a path below the server's, and gives the JSON of the answer. */
  sendJson(path: string, body: unknown, signer?: Signer): Promise<unknown>;
  close(): void;
}

/** What to do about a status; others are shown as they are. */
const advice: Readonly<Record<number, string>> = {
  400: 'it refuses this request: a real OCS server does so to a User-Agent it does not know (--user-agent)',
  401: 'it wants a user and password (--user, --password-file)',
  403: 'it refuses this host, or another inventory of it is running',
  404: 'there is no OCS endpoint at this address: it usually ends with /ocsinventory',
  413: 'the report is larger than it takes',
};

const networkAdvice: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'the host name is not known',
  EAI_AGAIN: 'the host name could not be looked up',
  ETIMEDOUT: 'it did not answer in time',
  ECONNRESET: 'it broke the connection',
  EHOSTUNREACH: 'there is no way to the host',
  ENETUNREACH: 'there is no way to its network',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself: name the CA with --ca',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate comes from an unknown CA: name it with --ca',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate comes from an unknown CA: name it with --ca',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate comes from an unknown CA: name it with --ca',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host name',
  CERT_HAS_EXPIRED: 'its certificate has expired',
};

/** Opens a client; nothing is sent yet. Throws when a file of the CA or certificate cannot be read. */
export function createServerClient(address: ServerAddress): ServerClient {
  const isSecure = address.url.protocol === 'https:';
  const agent = isSecure
    ? new HttpsAgent({ keepAlive: true, maxSockets: 1, ...readCertificates(address) })
    : new HttpAgent({ keepAlive: true, maxSockets: 1 });
  const send = async (target: ServerAddress, body: Uint8Array, type: string, signer: Signer | undefined) => {
    const path = target.url.pathname + target.url.search;
    const headers = { 'Content-Type': type, ...(await signer?.({ method: 'POST', path, body })) };
    const { status, bytes } = await post(target, agent, body, headers).catch((error: unknown) => {
      throw toConnectionError(target.url, error);
    });
    if (status < 200 || status > 299) throw toStatusError(target.url, status, bytes);
    return bytes;
  };
  return {
    send: async (xml, signer) => {
      const body = await deflateBody(xml, 'zlib');
      return await readReply(address.url, await send(address, body, 'application/x-compress', signer));
    },
    sendJson: async (below, content, signer) => {
      const url = new URL(address.url);
      url.pathname = url.pathname.replace(/\/$/, '') + below;
      const body = Buffer.from(JSON.stringify(content));
      const bytes = await send({ ...address, url }, body, 'application/json', signer);
      return parseJson(bytes) ?? fail(url);
    },
    close: () => agent.destroy(),
  };
}

function fail(url: URL): never {
  throw new UpstreamFailedError(`${url.href} answered with no JSON: it is no server of Popis`);
}

function readCertificates({ caFile, clientCertificateFile, clientKeyFile }: ServerAddress) {
  return {
    ...(caFile === undefined ? {} : { ca: readFileSync(caFile) }),
    ...(clientCertificateFile === undefined ? {} : { cert: readFileSync(clientCertificateFile) }),
    ...(clientKeyFile === undefined ? {} : { key: readFileSync(clientKeyFile) }),
  };
}

function post(
  { url, userAgent, timeoutMs, user, password }: ServerAddress,
  agent: HttpAgent | HttpsAgent,
  body: Uint8Array,
  more: Record<string, string>,
): Promise<{ status: number; bytes: Buffer }> {
  const headers: Record<string, string | number> = {
    'User-Agent': userAgent,
    'Content-Length': body.length,
    Pragma: 'no-cache',
    ...more,
  };
  if (user !== undefined) {
    headers.Authorization = `Basic ${Buffer.from(`${user}:${password ?? ''}`).toString('base64')}`;
  }
  const options = { method: 'POST', agent, headers, signal: AbortSignal.timeout(timeoutMs) };
  return new Promise((resolve, reject) => {
    const start = url.protocol === 'https:' ? requestHttps : requestHttp;
    const outgoing = start(url, options, (incoming) => {
      readBody(incoming).then((bytes) => resolve({ status: incoming.statusCode ?? 0, bytes }), reject);
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > DEFAULT_LIMITS.compressedBytes) throw new Error('the answer is larger than any reply');
  }
  return Buffer.concat(chunks);
}

async function readReply(url: URL, bytes: Buffer): Promise<Reply> {
  const unpacked = await inflateBody(bytes, DEFAULT_LIMITS);
  if (!unpacked.accepted) throw new UpstreamFailedError(`${url.href} answered with no OCS reply`);
  try {
    return parseReply(unpacked.value.bytes);
  } catch (error) {
    throw new UpstreamFailedError(`${url.href} answered with no OCS reply`, { cause: error });
  }
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** The server of Popis says why it refuses what is signed; others are known by their status only. */
function toStatusError(url: URL, status: number, bytes: Buffer): UpstreamFailedError {
  const detail: unknown = Object(parseJson(bytes)).detail;
  const said = typeof detail === 'string' ? detail.slice(0, 300) : undefined;
  const reason =
    said ?? advice[status] ?? (status >= 500 ? 'it failed; the next run tries again' : 'it refused');
  return new UpstreamFailedError(`${url.href} answered with status ${status}: ${reason}`, {
    context: { status },
  });
}

function toConnectionError(url: URL, error: unknown): UpstreamFailedError {
  const isTimeout = error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError');
  const reason = isTimeout ? networkAdvice.ETIMEDOUT : networkAdvice[findErrorCode(error) ?? ''];
  return new UpstreamFailedError(`${url.href} cannot be reached${reason ? `: ${reason}` : ''}`, {
    cause: error,
  });
}
