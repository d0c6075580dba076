import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ConflictError } from '@popis/errors';
import { findProcess, isSameProcess, type ProcessIdentity, thisProcess } from './running-process.ts';

const attempts = 3;

/**
 * Keeps a folder for this process; gives the function that lets it go. A lock outlives its process, but not its effect:
 * one whose process is gone, also by kill -9 or a reboot, is swept away.
 *
 * Each contender writes a claim of its own and only then looks for others, so of two that start at once at least one
 * sees the other; both then step back and try again after a random while.
 *
 * @throws ConflictError with the number of the process that has the folder.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const claims = path.join(folder, 'locks');
  await mkdir(claims, { recursive: true, mode: 0o700 });
  const self = await thisProcess();
  for (let attempt = 1; ; attempt++) {
    const claim = await writeClaim(claims, self);
    const holder = await findOtherClaim(claims, claim);
    if (holder === undefined) return () => rm(claim, { force: true });
    await rm(claim, { force: true });
    if (attempt === attempts) {
      throw new ConflictError(
        `The data folder ${folder} is in use by process ${holder.pid}; stop that one first, or choose another folder`,
        { context: { pid: holder.pid } },
      );
    }
    await wait(20 + Math.random() * 150);
  }
}

/** Renamed into place, so that nobody reads half a claim; readable by all, since another user may come to the folder. */
async function writeClaim(claims: string, self: ProcessIdentity): Promise<string> {
  const claim = path.join(claims, `${self.pid}-${randomUUID()}.json`);
  await writeFile(`${claim}.new`, JSON.stringify(self), { mode: 0o644 });
  await rename(`${claim}.new`, claim);
  return claim;
}

async function findOtherClaim(claims: string, own: string): Promise<ProcessIdentity | undefined> {
  for (const name of await readdir(claims)) {
    const file = path.join(claims, name);
    if (file === own || !name.endsWith('.json')) continue;
    const recorded = await readClaim(file);
    if (recorded === undefined) continue;
    if (isSameProcess(recorded, await findProcess(recorded.pid))) return recorded;
    await rm(file, { force: true });
  }
  return undefined;
}

/** A claim that vanished meanwhile, or that a full disk cut short, holds nothing. */
async function readClaim(file: string): Promise<ProcessIdentity | undefined> {
  try {
    return parseClaim(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return undefined;
  }
}

function parseClaim(claim: unknown): ProcessIdentity | undefined {
  if (typeof claim !== 'object' || claim === null) return undefined;
  if (!('pid' in claim) || typeof claim.pid !== 'number') return undefined;
  const startedAt = 'startedAt' in claim && typeof claim.startedAt === 'string' ? claim.startedAt : undefined;
  return startedAt === undefined ? { pid: claim.pid } : { pid: claim.pid, startedAt };
}
