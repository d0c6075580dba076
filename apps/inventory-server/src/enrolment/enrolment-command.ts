import { parseArgs } from 'node:util';
import { type Fault, InvalidInputError } from '@popis/errors';
import type { Store } from '../store.ts';
import {
  approveKey,
  createToken,
  listAgentKeys,
  listEnrolmentTokens,
  releaseKey,
  revokeEnrolmentToken,
  revokeKey,
  type TokenTerms,
} from './enrolment.service.ts';
import type { KeyState } from './enrolment-rules.ts';

/** One thing to be done about tokens or keys. */
export type EnrolmentCommand =
  | { do: 'token'; terms: TokenTerms }
  | { do: 'tokens' }
  | { do: 'revoke-token'; id: number }
  | { do: 'keys'; state: KeyState | undefined }
  | { do: 'approve' | 'revoke' | 'release'; keyId: string };

export const usage = `Usage: popis enrolment COMMAND

  token [--uses N] [--expires-hours N] [--tag TAG] [--approval automatic|review] [--label TEXT]
                       make a token, which is printed this once (default: one use, 24 hours, automatic)
  tokens               list tokens
  revoke-token ID      end a token; the keys that came with it stay
  keys [--state STATE] list keys of agents: pending, active, revoked, replaced or released
  approve KEY          let a pending key report; another key of the same machine is released
  revoke KEY           end a key; its device still belongs to it
  release KEY          end a key, and let go of its device

The inventory database is INVENTORY_DATABASE_URL, or that of the popis start on --data-dir.`;

const STATES: readonly KeyState[] = ['pending', 'active', 'revoked', 'replaced', 'released'];
const HOUR_MS = 3_600_000;
const MOST_USES = 1_000_000;
const MOST_HOURS = 24 * 366;

/**
 * Reads the command line.
 * @throws InvalidInputError naming all faults.
 */
export function parseEnrolmentCommand(args: readonly string[], nowMs: number): EnrolmentCommand {
  const { values, positionals } = read(args);
  const [command, given = '', ...more] = positionals;
  if (more.length > 0) {
    throw new InvalidInputError(`There is too much on the command line: ${more.join(' ')}`);
  }
  switch (command) {
    case 'token':
      return { do: 'token', terms: toTerms(values, nowMs) };
    case 'tokens':
      return { do: 'tokens' };
    case 'keys':
      return { do: 'keys', state: toState(values.state) };
    case 'revoke-token':
      return { do: 'revoke-token', id: toWhole(given, 'ID', 1, 2 ** 31 - 1) };
    case 'approve':
    case 'revoke':
    case 'release':
      return { do: command, keyId: given };
    default:
      throw new InvalidInputError(
        `The command must be token, tokens, revoke-token, keys, approve, revoke or release, not "${command ?? ''}"`,
      );
  }
}

function read(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const options = { uses: text, 'expires-hours': text, tag: text, approval: text, label: text, state: text };
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new InvalidInputError(error instanceof Error ? error.message : String(error));
  }
}

function toTerms(values: Record<string, string | undefined>, nowMs: number): TokenTerms {
  const faults: Fault[] = [];
  const whole = (name: string, most: number, otherwise: number): number => {
    const value = Number(values[name] ?? otherwise);
    if (!Number.isInteger(value) || value < 1 || value > most) {
      faults.push({ path: `--${name}`, message: `must be a whole number from 1 to ${most}` });
    }
    return value;
  };
  const uses = whole('uses', MOST_USES, 1);
  const hours = whole('expires-hours', MOST_HOURS, 24);
  const { approval = 'automatic', tag, label = '' } = values;
  if (approval !== 'automatic' && approval !== 'review') {
    faults.push({ path: '--approval', message: 'must be automatic or review' });
  }
  for (const [name, value] of Object.entries({ tag, label })) {
    if (value !== undefined && value.length > 255) {
      faults.push({ path: `--${name}`, message: 'must have at most 255 characters' });
    }
  }
  if (faults.length > 0) {
    throw new InvalidInputError('The command line has faults', faults);
  }
  return {
    label,
    uses,
    expiresAt: nowMs + hours * HOUR_MS,
    tag: tag ?? null,
    approval: approval === 'review' ? 'review' : 'automatic',
  };
}

function toState(given: string | undefined): KeyState | undefined {
  const state = STATES.find((each) => each === given);
  if (given !== undefined && state === undefined) {
    throw new InvalidInputError('The command line has faults', [
      { path: '--state', message: `must be ${STATES.join(', ')}` },
    ]);
  }
  return state;
}

function toWhole(given: string, path: string, least: number, most: number): number {
  const value = Number(given);
  if (given === '' || !Number.isInteger(value) || value < least || value > most) {
    throw new InvalidInputError('The command line has faults', [{ path, message: 'must be a whole number' }]);
  }
  return value;
}

/** Does it; gives the lines to be printed. */
export async function runEnrolmentCommand(store: Store, command: EnrolmentCommand): Promise<string[]> {
  switch (command.do) {
    case 'token':
      return [(await createToken(store, command.terms)).token];
    case 'tokens':
      return (await listEnrolmentTokens(store)).map((token) => JSON.stringify(toShownToken(token)));
    case 'keys':
      return (await listAgentKeys(store, command.state)).map((key) => JSON.stringify(toShownKey(key)));
    case 'revoke-token':
      await revokeEnrolmentToken(store, command.id);
      return [`token ${command.id} is revoked`];
    case 'approve':
      await approveKey(store, command.keyId);
      return [`${command.keyId} is active`];
    case 'revoke':
      await revokeKey(store, command.keyId);
      return [`${command.keyId} is revoked`];
    case 'release':
      await releaseKey(store, command.keyId);
      return [`${command.keyId} is released`];
  }
}

function toShownToken(token: Awaited<ReturnType<typeof listEnrolmentTokens>>[number]) {
  const { expiresAt, ...others } = token;
  return { ...others, expiresAt: new Date(expiresAt).toISOString() };
}

function toShownKey({
  keyId,
  state,
  deviceId,
  serial,
  uuid,
  tag,
  reason,
}: Awaited<ReturnType<typeof listAgentKeys>>[number]) {
  return { keyId, state, deviceId, serial, uuid, tag, reason };
}
