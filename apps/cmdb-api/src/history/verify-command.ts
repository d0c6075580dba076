import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { InvalidInputError } from '@popis/errors';
import { z } from 'zod';
import type { Database } from '../platform/database/database.ts';
import type { Anchor } from './seal-walk.ts';
import { type HistoryVerdict, verifyHistory } from './verify-history.ts';

/** What the command line of the verifier says. */
export interface VerifyArguments {
  /** File with a seal that history must lead to. */
  anchor?: string | undefined;
  /** File to write the last seal to, if history is intact. */
  newAnchor?: string | undefined;
}

const anchorSchema = z.object({ seal: z.int().positive(), hash: z.string().regex(/^[0-9a-f]{64}$/) });
const progressPauseMs = 1_000;

/** @throws InvalidInputError when the arguments are others than `--anchor FILE` and `--new-anchor FILE` */
export function readArguments(args: readonly string[]): VerifyArguments {
  try {
    const options = { anchor: { type: 'string' }, 'new-anchor': { type: 'string' } } as const;
    const { values } = parseArgs({ args: [...args], options });
    return { anchor: values.anchor, newAnchor: values['new-anchor'] };
  } catch (error) {
    throw new InvalidInputError('The command line has a fault', [], { cause: error });
  }
}

/** Verifies the history of a database on one snapshot of it. `note` is told of the progress, a line at a time. */
export async function runVerification(
  database: Database,
  given: VerifyArguments,
  note: (line: string) => void,
): Promise<HistoryVerdict> {
  const anchor = given.anchor === undefined ? undefined : await readAnchor(given.anchor);
  let notedAt = Date.now();
  const onProgress = (done: number, total: number) => {
    if (Date.now() - notedAt < progressPauseMs) return;
    notedAt = Date.now();
    note(`${done} of ${total} changes`);
  };
  const verdict = await database.read((tx) => verifyHistory(tx, { anchor, onProgress }));
  if (verdict.intact && verdict.head !== null && given.newAnchor !== undefined) {
    await writeFile(given.newAnchor, `${JSON.stringify(verdict.head)}\n`);
  }
  return verdict;
}

/** The verdict as a person reads it. */
export function formatVerdict(verdict: HistoryVerdict): string {
  if (!verdict.intact) return `History is false. ${verdict.fault}.`;
  const { seals, changes, unsealed, removed, head } = verdict;
  const gone = removed === 0 ? '' : `, content of ${removed} removed by retention`;
  const counted = `${changes} changes under ${seals} seals, ${unsealed} waiting for theirs${gone}`;
  return head === null
    ? `History is intact: ${counted}.`
    : `History is intact: ${counted}. Seal ${head.seal} has the hash ${head.hash}.`;
}

async function readAnchor(file: string): Promise<Anchor> {
  const parsed = anchorSchema.safeParse(parseJson(await readFile(file, 'utf8')));
  if (parsed.success) return parsed.data;
  throw new InvalidInputError(`${file} is no anchor: it must hold {"seal": number, "hash": hexadecimal}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
