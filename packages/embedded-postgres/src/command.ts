import { type ChildProcess, spawn } from 'node:child_process';
import { readSearchPath } from './env.ts';
import type { OsUser } from './os-user.ts';

/** How a program of PostgreSQL is started: as whom, and where its output goes. */
export interface CommandOptions {
  user: OsUser | undefined;
  stdio?: 'pipe' | ['ignore' | 'pipe', number | 'ignore', number | 'ignore'];
}

/**
 * Starts a program in a session of its own, so that a Ctrl-C meant for the supervisor does not reach it. It gets no
 * environment of ours beyond the search path: neither our secrets nor `PG…` variables that would alter what it does.
 */
export function startCommand(
  program: string,
  args: readonly string[],
  options: CommandOptions,
): ChildProcess {
  return spawn(program, args, {
    cwd: '/',
    detached: true,
    env: { ...readSearchPath(), LC_ALL: 'C' },
    stdio: options.stdio ?? 'pipe',
    ...(options.user ?? {}),
  });
}

/** Runs a program to its end; gives its exit code (-1 when it could not be started) and all that it wrote. */
export async function runCommand(
  program: string,
  args: readonly string[],
  user: OsUser | undefined,
): Promise<{ code: number; output: string }> {
  return await new Promise((resolve) => {
    const child = startCommand(program, args, { user });
    let output = '';
    child.stdout?.on('data', (chunk) => {
      output += String(chunk);
    });
    child.stderr?.on('data', (chunk) => {
      output += String(chunk);
    });
    child.on('error', (error) => resolve({ code: -1, output: error.message }));
    child.on('close', (code) => resolve({ code: code ?? -1, output: output.trim() }));
  });
}
