import { runCommand } from './commands.ts';
import { readEnv } from './env.ts';

process.exitCode = await runCommand(process.argv.slice(2), () => readEnv(), {
  say: (line) => void process.stdout.write(`${line}\n`),
  complain: (line) => void process.stderr.write(`${line}\n`),
});
