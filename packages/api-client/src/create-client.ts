import createFetchClient, { type Client } from 'openapi-fetch';
import type { paths } from './generated/api.ts';

/** Every route of the CMDB's API, typed from its OpenAPI document. */
export type ApiClient = Client<paths>;

/** Where the API is and as whom it is asked. */
export interface ApiClientOptions {
  /** Address of the server, without `/api`; in a browser `''` for the page's own. */
  baseUrl: string;
  /** API token; without it the session cookie counts, as in a browser. */
  token?: string;
  /** Replaces the global `fetch`. */
  fetch?: (request: Request) => Promise<Response>;
}

/**
 * Makes a client of the CMDB's API.
 *
 * @example
 * const client = createClient({ baseUrl: 'http://127.0.0.1:8080', token });
 * const { data, error } = await client.GET('/api/cards/{id}', { params: { path: { id } } });
 */
export function createClient(options: ApiClientOptions): ApiClient {
  const { baseUrl, token, fetch } = options;
  return createFetchClient<paths>({
    baseUrl,
    ...(fetch === undefined ? {} : { fetch }),
    // What a browser sends with a cookie unasked, it does not send with this header unasked.
    headers: token === undefined ? { 'x-popis-request': '1' } : { authorization: `Bearer ${token}` },
  });
}
