import { ConflictError, UnavailableError } from '@popis/errors';
import { describe, expect, test } from 'vitest';
import type { Run } from './cmdb-client.ts';
import { applyRun, planRun, startRun } from './settle-run.ts';

const noPause = async () => undefined;

const noCounts = {
  create: 0,
  update: 0,
  retire: 0,
  relate: 0,
  unrelate: 0,
  handover: 0,
  keep: 0,
  unchanged: 0,
  quarantine: 0,
  failed: 0,
};

function run(state: Run['state']): Run {
  return { id: 'r', state, dry: false, counts: noCounts, notes: [], held: 0, holds: [] };
}

/** Plays the given outcomes of `apply` and of looking at the run, one after the other; planning always works. */
function cmdb(applies: (Run | Error)[], looks: Run[] = []) {
  const done: string[] = [];
  return {
    done,
    async planRun() {
      done.push('plan');
      return run('planned');
    },
    async applyRun() {
      done.push('apply');
      const outcome = applies.shift();
      if (outcome === undefined || outcome instanceof Error) throw outcome;
      return outcome;
    },
    async getRun() {
      done.push('look');
      return looks.shift() ?? run('planned');
    },
  };
}

function apply(steps: ReturnType<typeof cmdb>): Promise<Run> {
  return applyRun(steps, 'r', () => undefined, noPause);
}

describe('applying a run', () => {
  test('is one step when nothing moves', async () => {
    const steps = cmdb([run('applied')]);

    await apply(steps);

    expect(steps.done).toEqual(['apply']);
  });

  test('plans again when the base has moved', async () => {
    const steps = cmdb([new ConflictError('moved'), new ConflictError('moved'), run('applied')]);

    await apply(steps);

    expect(steps.done).toEqual(['apply', 'plan', 'apply', 'plan', 'apply']);
  });

  test('gives up after planning three times more', async () => {
    const steps = cmdb(Array.from({ length: 4 }, () => new ConflictError('moved')));

    await expect(apply(steps)).rejects.toThrow('moved');
    expect(steps.done.filter((step) => step === 'plan')).toHaveLength(3);
  });

  test('looks at the run when the answer is lost, and is done when that is', async () => {
    const steps = cmdb([new UnavailableError('cut off')], [run('applied')]);

    expect((await apply(steps)).state).toBe('applied');
    expect(steps.done).toEqual(['apply', 'look']);
  });

  test('asks again when the answer was lost before anything happened, and waits while it is under way', async () => {
    const steps = cmdb([
      new UnavailableError('cut off'),
      new ConflictError('is being applied'),
      run('applied'),
    ]);

    await apply(steps);

    expect(steps.done).toEqual(['apply', 'look', 'apply', 'look', 'apply']);
  });

  test('ends when another run has taken over', async () => {
    const steps = cmdb([new UnavailableError('cut off')], [run('abandoned')]);

    await expect(apply(steps)).rejects.toThrow('Another run');
  });
});

test('planning is asked for again when the answer is lost', async () => {
  let asked = 0;
  const steps = {
    ...cmdb([], [run('closed')]),
    async planRun() {
      asked += 1;
      if (asked === 1) throw new UnavailableError('cut off');
      return run('planned');
    },
  };

  const planned = await planRun(steps, 'r', noPause);

  expect(planned.state).toBe('planned');
  expect(asked).toBe(2);
});

describe('starting a run', () => {
  test('waits for an earlier run that is still being applied', async () => {
    const outcomes = [
      new ConflictError('is being applied'),
      new ConflictError('is being applied'),
      run('open'),
    ];
    const waits: string[] = [];
    const start = async () => {
      const outcome = outcomes.shift();
      if (outcome === undefined || outcome instanceof Error) throw outcome;
      return outcome;
    };

    expect((await startRun(start, (reason) => waits.push(reason), noPause)).state).toBe('open');
    expect(waits).toEqual(['is being applied']);
  });

  test('gives up when that one does not end', async () => {
    const start = () => Promise.reject(new ConflictError('is being applied'));

    await expect(startRun(start, () => undefined, noPause)).rejects.toThrow('is being applied');
  });
});
