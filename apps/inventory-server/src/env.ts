import { list, oneOf, parseEnv, port, text, url, withDefault } from '@popis/runtime';
import { DEFAULT_EXTRA_USER_AGENTS } from './user-agent.ts';

/** The environment of this process. */
export function readEnv(env: Readonly<Record<string, string | undefined>> = process.env) {
  return parseEnv(env, {
    /** The inventory database; a real OCS server's `ocsweb` may stand here and is used as found. */
    INVENTORY_DATABASE_URL: url(['postgres:', 'postgresql:', 'mysql:', 'mariadb:']),
    /** Address to listen on. */
    HOST: withDefault(text(), '127.0.0.1'),
    /** Port to listen on; 0 = any free one. */
    PORT: withDefault(port(), 8090),
    /** Where agents that prove nothing about themselves may come from: off, loopback or open (anywhere). */
    COMPATIBILITY: withDefault(oneOf(['off', 'loopback', 'open']), 'loopback'),
    /** User agents let in besides OCS's and ours, by commas: whole, or the beginning and `*`. */
    EXTRA_USER_AGENTS: withDefault(list(), DEFAULT_EXTRA_USER_AGENTS),
  });
}
