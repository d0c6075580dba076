import { readFile } from 'node:fs/promises';
import { UpstreamFailedError } from '@popis/errors';
import type { Endpoints } from './endpoints.ts';

/** Asks the CMDB for a link that signs an administrator in once. */
export async function requestLoginLink(
  endpoints: Pick<Endpoints, 'apiUrl' | 'adminTokenFile'>,
): Promise<string> {
  const token = (await readFile(endpoints.adminTokenFile, 'utf8')).trim();
  const response = await fetch(`${endpoints.apiUrl}/login-links`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: '{}',
    signal: AbortSignal.timeout(30_000),
  });
  const answer: unknown = await response.json().catch(() => undefined);
  const url: unknown = Object(answer).url;
  if (response.ok && typeof url === 'string') return url;
  throw new UpstreamFailedError(`The CMDB gave no login link (HTTP ${response.status})`, {
    context: { answer },
  });
}
