/** The environment that programs started by `popis` inherit; `popis` itself is told everything by options. */
export function readEnv(): Readonly<Record<string, string | undefined>> {
  return process.env;
}
