import { InvalidInputError } from '@popis/errors';
import { isUpload, type Operation } from '@popis/inventory-administration';

/** The parts of a request as the operation's schemas parsed them. */
export interface OperationInput {
  params?: unknown;
  query?: unknown;
  body?: unknown;
}

/** What is sent to the inventory server; `address` begins below its root. */
export interface InventoryRequest {
  method: Operation['method'];
  address: string;
  /** Absent where the operation takes none. */
  body: { mediaType: string; content: string | AsyncIterable<Uint8Array> } | undefined;
}

/**
 * Writes a parsed request anew for the inventory server: nothing that no schema knows is handed on.
 * @throws InvalidInputError when an upload did not come as one.
 */
export function toInventoryRequest(
  operation: Pick<Operation, 'method' | 'path' | 'body'>,
  input: OperationInput,
): InventoryRequest {
  const params = new Map(Object.entries(input.params ?? {}));
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_all, name: string) =>
    encodeURIComponent(String(params.get(name))),
  );
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(input.query ?? {})) {
    if (value !== undefined) query.set(name, String(value));
  }
  return {
    method: operation.method,
    address: `/admin${path}${query.size > 0 ? `?${query}` : ''}`,
    body: toBody(operation, input.body),
  };
}

function toBody({ body }: Pick<Operation, 'body'>, given: unknown): InventoryRequest['body'] {
  if (body === undefined) return undefined;
  if (!isUpload(body)) return { mediaType: 'application/json', content: JSON.stringify(given) };
  const { mediaType } = body;
  if (isStream(given)) return { mediaType, content: given };
  throw new InvalidInputError('The request has a fault', [
    { path: 'body', message: `must be sent as ${mediaType}` },
  ]);
}

function isStream(value: unknown): value is AsyncIterable<Uint8Array> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}
