/** The search part of an address, read and written as plain `name=value` pairs. */
export function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

export function formatSearch(search: Record<string, unknown>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    const isText = typeof value === 'string' || typeof value === 'number';
    if (isText && value !== '') parameters.set(name, String(value));
  }
  // Readable where a query allows it: a list of names keeps its commas, an instant its colons.
  const text = parameters.toString().replaceAll('%2C', ',').replaceAll('%3A', ':');
  return text === '' ? '' : `?${text}`;
}
