/** The variables without which no program starts; the others are none of PostgreSQL's business. */
export function readSearchPath(env: Readonly<Record<string, string | undefined>> = process.env) {
  const values: Record<string, string> = {};
  for (const name of ['PATH', 'SystemRoot', 'TEMP', 'TMP', 'TMPDIR']) {
    const value = env[name];
    if (value !== undefined) values[name] = value;
  }
  return values;
}
