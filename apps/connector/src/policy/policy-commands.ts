import { InvalidInputError } from '@popis/errors';
import type { PolicyCommand } from '../command-line.ts';
import type { Say } from '../report.ts';
import type { PolicyDifference, RunsClient } from '../submit/runs-client.ts';
import { ofPolicyFile, readPolicyFile } from './policy-file.ts';

type Cmdb = Pick<RunsClient, 'getPolicy' | 'previewPolicy' | 'putPolicy'>;

/**
 * Prints the policy of a source, says what a file would alter, or makes that the policy.
 *
 * @throws InvalidInputError when the file cannot be read or the CMDB refuses what it says, with every fault, and when a check
 *   finds that the source goes by another policy
 */
export async function workOnPolicy(
  cmdb: Cmdb,
  command: PolicyCommand,
  source: string,
  configured: string | undefined,
  say: Say,
): Promise<void> {
  if (command.name === 'policy show') {
    return say(JSON.stringify(await cmdb.getPolicy(source), null, 2));
  }
  const file = command.policy ?? configured;
  if (file === undefined) {
    throw new InvalidInputError(
      'No file of a policy was named: give --policy FILE, or a configuration with one',
    );
  }
  const policy = readPolicyFile(file);
  const differences = await ofPolicyFile(file, () => cmdb.previewPolicy(source, policy));
  if (differences.length === 0) return say(`${source} goes by what ${file} says`);
  if (command.name === 'policy check') {
    throw new InvalidInputError(
      `${source} does not go by what ${file} says: run "popis connector policy install" as an administrator`,
      differences.map(({ part, change, rule }) => ({
        path: part,
        message: `${JSON.stringify(rule)} ${change === 'added' ? 'is in the file only' : 'is in the CMDB only'}`,
      })),
    );
  }
  await ofPolicyFile(file, () => cmdb.putPolicy(source, policy, command.reason));
  for (const difference of differences) say(format(difference));
  say(`${source} goes by what ${file} says, from its next run on`);
}

function format({ part, change, rule }: PolicyDifference): string {
  return `${change} ${part} ${JSON.stringify(rule)}`;
}
