/** Quotes a name for SQL. Every identifier that is not written in the source goes through here. */
export function quoteIdentifier(name: string): string {
  if (name.includes('\0')) throw new RangeError('An SQL identifier holds no NUL');
  return `"${name.replaceAll('"', '""')}"`;
}

/**
 * Quotes a text that must stand in the statement itself, such as the attribute name in an index expression, which the
 * planner can match only as a constant. Values are bound, never quoted.
 */
export function quoteName(name: string): string {
  if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(name)) throw new RangeError(`Not a name: ${name}`);
  return `'${name}'`;
}
