import { createEmptyMysqlDatabase } from '@popis/testing';
import { describe, expect, test } from 'vitest';
import { listUnreached } from '../fuzz/fuzz-inventory.ts';
import { MUTATIONS } from '../fuzz/mutations.ts';
import { fuzzOn } from '../fuzz/targets.ts';
import { createPostgresDatabase } from './support/own-postgres.ts';

const ROUNDS = 4;

describe.each([
  { kind: 'PostgreSQL', create: createPostgresDatabase },
  { kind: 'MariaDB', create: createEmptyMysqlDatabase },
])('spoiled reports to a server on $kind', ({ create }) => {
  // `npm run bench -- inventory-fuzz --minutes 60` goes on for longer, from another seed each time.
  test('are refused or stored as what they say, and leave all else as it is', async () => {
    const most = Object.keys(MUTATIONS).length * ROUNDS;

    const report = await fuzzOn(create, { seed: 20_261_128, goesOn: (executions) => executions < most });

    expect(report.findings).toEqual([]);
    expect(listUnreached(report)).toEqual([]);
    expect(report.executions).toBe(most);
  });
});
