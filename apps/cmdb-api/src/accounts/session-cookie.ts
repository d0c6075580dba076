import type { CookieSerializeOptions } from '@fastify/cookie';

/** Name of the cookie that carries a session's secret. */
export const sessionCookie = 'popis_session';

/** No script reads it, no other site's request carries it, and no plain HTTP where the site has HTTPS. */
export function cookieOptions(publicUrl: string | undefined, expires?: Date): CookieSerializeOptions {
  return {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: publicUrl?.startsWith('https:') ?? false,
    ...(expires === undefined ? {} : { expires }),
  };
}
