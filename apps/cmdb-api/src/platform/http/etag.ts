import { z } from 'zod';

/** The header that says which version the caller decided on; `*` = whichever stands there. */
export const ifMatchHeaders = z.object({
  'if-match': z
    .string({ error: 'must name the version you saw: the ETag of the card, or *' })
    .transform((header) => fromIfMatch(header)),
});

/** A version as an ETag. */
export function toEtag(version: string): string {
  return `"${version}"`;
}

/** The version that an `If-Match` names, `undefined` for `*`. Weak and unquoted forms are read too. */
export function fromIfMatch(header: string): string | undefined {
  const given = header.trim().replace(/^W\//, '').replaceAll('"', '');
  return given === '*' ? undefined : given;
}
