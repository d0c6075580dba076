import { PopisError, toProblem } from '@popis/errors';
import { type ActOutcome, isUpload, type OperationName, operations } from '@popis/inventory-administration';
import type { AdminCaller } from '../admin/administration.ts';

/** Something that somebody does through the administration. */
export interface Act {
  atMs: number;
  actor: string;
  requestId: string;
  operation: string;
  target: string | null;
  given: string | null;
  reason: string | null;
}

/** How it ended, and the id of what it made. */
export interface ActEnd {
  outcome: Exclude<ActOutcome, 'begun'>;
  result: string | null;
}

/** Asks by POST and changes nothing. */
const ASKING: ReadonlySet<OperationName> = new Set(['tryIdentificationRules']);
const MOST_CHARACTERS = 16_000;

/** Whether an operation changes anything. */
export function isAct(name: OperationName): boolean {
  return operations[name].method !== 'GET' && !ASKING.has(name);
}

/** What is to be kept of an operation before it is carried out; a file that came with it is not. */
export function toAct(name: OperationName, input: unknown, caller: AdminCaller, atMs: number): Act {
  const parts = toRecord(input);
  const isFile = 'body' in operations[name] && isUpload(operations[name].body);
  const { reason, ...given } = { ...toRecord(parts.query), ...(isFile ? {} : toRecord(parts.body)) };
  const target = Object.values(toRecord(parts.params)).map(String).join(' ');
  return {
    atMs,
    actor: caller.actor,
    requestId: caller.requestId,
    operation: name,
    target: target === '' ? null : target.slice(0, 255),
    given: Object.keys(given).length === 0 ? null : toKeptJson(given),
    reason: typeof reason === 'string' ? reason.slice(0, 500) : null,
  };
}

/** What was given, as JSON. Of more than can be kept its beginning: half as much, since escaping may double it. */
function toKeptJson(given: object): string {
  const whole = JSON.stringify(given);
  if (whole.length <= MOST_CHARACTERS) return whole;
  return JSON.stringify({ beginning: whole.slice(0, MOST_CHARACTERS / 2 - 50), characters: whole.length });
}

/** How an operation ended that answered so. */
export function toDone(answer: unknown): ActEnd {
  const { id } = toRecord(answer);
  const result = typeof id === 'number' || typeof id === 'string' ? String(id).slice(0, 64) : null;
  return { outcome: 'done', result };
}

/** How an operation ended that threw. */
export function toUndone(error: unknown): ActEnd {
  const isRefused = error instanceof PopisError && toProblem(error).status < 500;
  return { outcome: isRefused ? 'refused' : 'failed', result: null };
}

function toRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
