import { setFlagsFromString } from 'node:v8';
import { runCommand } from './commands.ts';
import { readEnv } from './env.ts';

// Garbage is collected once half as much again as is in use has come, however much memory the host has.
setFlagsFromString('--heap-growing-percent=50');

process.exitCode = await runCommand(process.argv.slice(2), () => readEnv(), {
  say: (line) => void process.stdout.write(`${line}\n`),
  complain: (line) => void process.stderr.write(`${line}\n`),
});
