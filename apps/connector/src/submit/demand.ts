import { UpstreamFailedError } from '@popis/errors';

/**
 * The body of an answer that has one.
 *
 * @throws UpstreamFailedError when it is missing.
 */
export function demand<T>(data: T | undefined): T {
  if (data === undefined)
    throw new UpstreamFailedError('The CMDB gave an empty answer where there must be one');
  return data;
}
