import { fileURLToPath } from 'node:url';

/** Where bytes are kept, as a URL says it. */
export type StoreLocation =
  | { kind: 'folder'; root: string }
  | { kind: 's3'; bucket: string; prefix: string; endpoint: URL; region: string; pathStyle: boolean };

const DEFAULT_REGION = 'us-east-1';

/**
 * Reads `file:///folder` or `s3://bucket/prefix?endpoint=https://…&region=…&style=path|host`.
 * Without `endpoint` it is Amazon's S3 of the region. Throws an error whose message names the fault.
 */
export function parseStoreLocation(text: string): StoreLocation {
  const url = parseUrl(text);
  if (url?.protocol === 'file:') return toFolder(url);
  if (url?.protocol === 's3:') return toS3(url);
  throw new Error('must begin with file:/// or s3://');
}

function toFolder(url: URL): StoreLocation {
  if (url.host !== '') throw new Error('must name a folder of this machine: file:///absolute/path');
  const root = fileURLToPath(url);
  if (root === '/') throw new Error('must name a folder of its own');
  return { kind: 'folder', root };
}

function toS3(url: URL): StoreLocation {
  const known = ['endpoint', 'region', 'style'];
  const unknown = [...url.searchParams.keys()].filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`has unknown parameters: ${unknown.join(', ')}`);
  if (url.username !== '' || url.password !== '') throw new Error('must not carry credentials');
  if (url.hostname === '') throw new Error('names no bucket: s3://bucket/prefix');
  const region = url.searchParams.get('region') ?? DEFAULT_REGION;
  const given = url.searchParams.get('endpoint');
  const endpoint = parseUrl(given ?? `https://s3.${region}.amazonaws.com`);
  if (
    endpoint === undefined ||
    !['http:', 'https:'].includes(endpoint.protocol) ||
    endpoint.pathname !== '/'
  ) {
    throw new Error('has an endpoint that is not http://host:port or https://host:port');
  }
  const style = url.searchParams.get('style') ?? (given === null ? 'host' : 'path');
  if (style !== 'path' && style !== 'host') throw new Error('has a style other than path or host');
  const prefix = url.pathname
    .split('/')
    .filter((part) => part !== '')
    .join('/');
  return { kind: 's3', bucket: url.hostname, prefix, endpoint, region, pathStyle: style === 'path' };
}

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}
