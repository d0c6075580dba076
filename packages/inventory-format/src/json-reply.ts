import type { Reply } from './messages.ts';

const INVENTORY_TASK = { server: 'popis', version: '1.0' };
/** Without a unit GLPI agents take it for hours, and want more than none. */
const LEAST_HOURS = 1;

/** The answer to `contact`: when to come again, and whether an inventory is wanted. */
export function formatContactAnswer(reply: Reply): string {
  const expiration = Math.max(LEAST_HOURS, Math.round(reply.prologFrequencyHours ?? LEAST_HOURS));
  const answer = { status: 'ok', expiration, tasks: { inventory: INVENTORY_TASK } };
  return JSON.stringify(reply.response === 'SEND' ? answer : { ...answer, disabled: ['inventory'] });
}

/** The answer to `inventory`, once it is stored. */
export function formatInventoryAnswer(): string {
  return JSON.stringify({ status: 'ok' });
}

/** The answer to a message that is not accepted; the text is for the log of the agent. */
export function formatErrorAnswer(message: string): string {
  return JSON.stringify({ status: 'error', message });
}
