import type { AccountEntry, Reply } from '@popis/inventory-format';

/** Columns of `accountinfo` as they are for a device; undefined when it has no row. */
export interface AccountState {
  /** Lower-case names without HARDWARE_ID. */
  columns: readonly string[];
  row: Readonly<Record<string, string>> | undefined;
}

/** What to do with the administrative values of a device, and what to tell its agent. */
export interface AccountPlan {
  /** Row to insert. */
  insert?: Record<string, string>;
  /** Values to change. */
  update?: Record<string, string>;
  reply: Pick<Reply, 'response' | 'accountInfo'>;
}

const NO_UPDATE: AccountPlan['reply'] = { response: 'NO_ACCOUNT_UPDATE', accountInfo: [] };
const VALUE_LENGTH = 255;

/**
 * OCS's rule that the server wins (Inventory/Update/AccountInfos.pm): what the first inventory of a device says is kept;
 * later the agent is told what it has to say. A known device without values gets the TAG `LOST`.
 */
export function planAccount(
  state: AccountState,
  sent: readonly AccountEntry[],
  device: { isKnown: boolean; mayChangeItself: boolean },
): AccountPlan {
  if (!device.isKnown) {
    return { insert: { tag: 'NA', ...knownValues(state, sent) }, reply: NO_UPDATE };
  }
  if (state.row === undefined) {
    const row = { tag: 'LOST' };
    return { insert: row, reply: { response: 'ACCOUNT_UPDATE', accountInfo: toEntries(state, row) } };
  }
  if (device.mayChangeItself) {
    const update = knownValues(state, sent);
    return Object.keys(update).length === 0 ? { reply: NO_UPDATE } : { update, reply: NO_UPDATE };
  }
  return agrees(state, state.row, sent)
    ? { reply: NO_UPDATE }
    : { reply: { response: 'ACCOUNT_UPDATE', accountInfo: toEntries(state, state.row) } };
}

/** What was sent for columns that there are; empty values say nothing. */
function knownValues(state: AccountState, sent: readonly AccountEntry[]): Record<string, string> {
  const values: Record<string, string> = {};
  for (const entry of sent) {
    const column = entry.name.toLowerCase();
    if (state.columns.includes(column) && entry.value !== '') {
      values[column] = entry.value.slice(0, VALUE_LENGTH);
    }
  }
  return values;
}

function agrees(
  state: AccountState,
  row: Readonly<Record<string, string>>,
  sent: readonly AccountEntry[],
): boolean {
  if (sent.length !== state.columns.length) {
    return false;
  }
  for (const entry of sent) {
    if ((row[entry.name.toLowerCase()] ?? '') !== entry.value) {
      return false;
    }
  }
  return true;
}

function toEntries(state: AccountState, row: Readonly<Record<string, string>>): AccountEntry[] {
  return state.columns.map((column) => ({
    name: column === 'tag' ? 'TAG' : column,
    value: row[column] ?? '',
  }));
}
