/**
 * How many random cases a property is tried on: `usual` in every test run, as many as the environment variable
 * POPIS_RANDOM_RUNS says in a long one.
 */
export function randomRuns(usual: number): number {
  const given = process.env.POPIS_RANDOM_RUNS;
  if (given === undefined || given === '') return usual;
  const runs = Number(given);
  if (!Number.isSafeInteger(runs) || runs < 1) throw new Error(`POPIS_RANDOM_RUNS is no number: ${given}`);
  return runs;
}
