import { runCommand } from '../../apps/connector/src/commands.ts';
import { readEnv } from '../../apps/connector/src/env.ts';

/** A command of the connector as a scheduler runs it: exit code, standard output and standard error. */
export async function runConnectorCommand(env: Readonly<Record<string, string>>, args: readonly string[]) {
  const said: string[] = [];
  const complained: string[] = [];
  const code = await runCommand(args, () => readEnv(env), {
    say: (line) => void said.push(line),
    complain: (line) => void complained.push(line),
  });
  return { code, said: said.join('\n'), complained: complained.join('\n') };
}
