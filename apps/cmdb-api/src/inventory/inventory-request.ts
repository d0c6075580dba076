import type { Operation } from '@popis/inventory-administration';

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
  /** JSON; absent where the operation takes none. */
  body: string | undefined;
}

/** Writes a parsed request anew for the inventory server: nothing that no schema knows is handed on. */
export function toInventoryRequest(
  operation: Pick<Operation, 'method' | 'path'>,
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
  const body = input.body === undefined ? undefined : JSON.stringify(input.body);
  return { method: operation.method, address: `/admin${path}${query.size > 0 ? `?${query}` : ''}`, body };
}
