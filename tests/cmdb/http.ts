import type { TestCmdb } from './test-cmdb.ts';

/** An answer with its headers; `body` is the parsed JSON, or undefined where there is none. */
export interface HttpAnswer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  body: any;
}

export interface HttpOptions {
  body?: unknown;
  headers?: Record<string, string>;
}

/** Calls the API as nobody, unless the headers say otherwise. `address` begins below `/api`. */
export async function request(
  cmdb: Pick<TestCmdb, 'url'>,
  method: string,
  address: string,
  options: HttpOptions = {},
): Promise<HttpAnswer> {
  const headers = new Headers(options.headers);
  if (options.body !== undefined) headers.set('content-type', 'application/json');
  const response = await fetch(`${cmdb.url}/api${address}`, {
    method,
    headers,
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  return {
    status: response.status,
    headers: response.headers,
    body: isJson ? JSON.parse(text) : text === '' ? undefined : text,
  };
}

/** Calls the API with a token; `ifMatch` becomes that header. */
export function requestsOf(cmdb: Pick<TestCmdb, 'url'>, token: string) {
  return (method: string, address: string, body?: unknown, ifMatch?: string): Promise<HttpAnswer> =>
    request(cmdb, method, address, {
      body,
      headers: {
        authorization: `Bearer ${token}`,
        ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
      },
    });
}
