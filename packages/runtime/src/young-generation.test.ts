import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { withSmallYoungGeneration } from './young-generation.ts';

/** What a process makes of its new space while it makes and forgets values, in MiB. */
const script = `
  const { getHeapSpaceStatistics } = require('node:v8');
  let kept = [];
  let most = 0;
  for (let made = 0; made < 2e6; made += 1) {
    kept.push({ made, in: [made] });
    if (kept.length > 2e5) kept = [];
    if (made % 1e5 > 0) continue;
    const space = getHeapSpaceStatistics().find((each) => each.space_name === 'new_space');
    most = Math.max(most, space.space_size / 2 ** 20);
  }
  console.log(Math.round(most));`;

function mostOf(env: Record<string, string | undefined>): number {
  const { stdout } = spawnSync(process.execPath, ['-e', script], { env, encoding: 'utf8' });
  return Number(stdout);
}

test('a process keeps its young values small, unless its environment says otherwise', () => {
  const { NODE_OPTIONS: _, ...inherited } = process.env;

  expect(mostOf(withSmallYoungGeneration(inherited))).toBeLessThanOrEqual(48);
  expect(
    mostOf(withSmallYoungGeneration({ ...inherited, NODE_OPTIONS: '--max-semi-space-size=2' })),
  ).toBeLessThanOrEqual(6);
  expect(withSmallYoungGeneration(withSmallYoungGeneration({}))).toEqual(withSmallYoungGeneration({}));
});
