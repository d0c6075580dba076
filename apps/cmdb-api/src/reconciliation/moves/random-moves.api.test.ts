import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  computerWith,
  idsOfModules,
  planSerials,
  runSerials,
  whereModulesAre,
} from '../../../../../tests/cmdb/moved-parts.ts';
import type { RunBody, TestRecord } from '../../../../../tests/cmdb/runs.ts';
import { readState } from '../../../../../tests/cmdb/state.ts';
import { startTestCmdb, type TestCmdb } from '../../../../../tests/cmdb/test-cmdb.ts';
import type { AppliedWork, CardWork } from '../../cards/card-work.ts';
import { CardWriter } from '../../cards/card-writer.ts';
import type { ChangeContext } from '../../changes/attestation.ts';
import { ChangesService } from '../../changes/changes.service.ts';
import { CatalogueService } from '../../classes/catalogue.service.ts';
import type { Tx } from '../../platform/database/database.ts';
import type { Caller } from '../../platform/permissions.ts';
import { ApplyRunService } from '../apply-run.service.ts';

let cmdb: TestCmdb;
beforeAll(async () => {
  cmdb = await startTestCmdb();
  // a night may end all modules of so small an estate, which by default waits for a person
  await cmdb.call('PUT', '/sources/ocs', { policy: { breaker: [] } });
});
afterAll(() => cmdb.stop());

const codes = ['PC-1', 'PC-2', 'PC-3', 'PC-4'] as const;
const serials = ['2A73F0C1', '2A73F0D8', '3B84E1A0', '4C95D2B7', '5DA6C3FE'] as const;

/** Machines of one night: which there are, and where each module is. */
interface Night {
  readonly machines: readonly string[];
  readonly places: readonly (string | null)[];
}

const night: fc.Arbitrary<Night> = fc.record({
  machines: fc.subarray([...codes], { minLength: 1 }),
  places: fc.tuple(...serials.map(() => fc.constantFrom(null, ...codes))),
});
const order = fc.shuffledSubarray([...codes], { minLength: codes.length });
const atOnce = fc.integer({ min: 1, max: 4 });

function recordsOf({ machines, places }: Night, by: readonly string[] = codes): TestRecord[] {
  return by
    .filter((code) => machines.includes(code))
    .map((code) => computerWith(code, ...serials.filter((_serial, at) => places[at] === code)));
}

/** The modules of a night, each in the machine that has it. */
function listHeld({ machines, places }: Night): string[] {
  return serials.filter((_serial, at) => machines.includes(places[at] ?? ''));
}

async function check<T>(arbitrary: fc.Arbitrary<T>, holds: (value: T) => Promise<void>): Promise<void> {
  const property = fc.asyncProperty(arbitrary, async (value) => {
    await cmdb.clear();
    await holds(value);
  });
  await fc.assert(property, { numRuns: 8, endOnFailure: true });
}

async function expectOneCardEach(held: readonly string[]): Promise<void> {
  const rows = await whereModulesAre(cmdb);
  expect(rows.map((row) => row.split(' ')[0])).toEqual([...held].sort());
  expect(rows.filter((row) => row.includes('nowhere'))).toEqual([]);
}

test('the order of the machines and where batches end make no difference', async () => {
  await check(fc.tuple(night, night, order, atOnce), async ([first, second, by, size]) => {
    await runSerials(cmdb, recordsOf(first));
    const before = await idsOfModules(cmdb);
    await runSerials(cmdb, recordsOf(second));
    const expected = await whereModulesAre(cmdb);

    await cmdb.clear();
    await runSerials(cmdb, recordsOf(first));
    const ids = await idsOfModules(cmdb);
    const run = await runSerials(cmdb, recordsOf(second, by), { atOnce: size });

    expect(run.counts.failed).toBe(0);
    expect(await whereModulesAre(cmdb)).toEqual(expected);
    await expectOneCardEach(listHeld(second));
    const now = await idsOfModules(cmdb);
    for (const serial of listHeld(second)) {
      if (before[serial] !== undefined) expect(now[serial]).toBe(ids[serial]);
    }
  });
});

test('a module that goes and comes back is the card that it was', async () => {
  await check(fc.tuple(night, night, atOnce), async ([first, second, size]) => {
    await runSerials(cmdb, recordsOf(first));
    const before = await idsOfModules(cmdb);
    const places = await whereModulesAre(cmdb);

    await runSerials(cmdb, recordsOf(second), { atOnce: size });
    await runSerials(cmdb, recordsOf(first), { atOnce: size });

    expect(await whereModulesAre(cmdb)).toEqual(places);
    const after = await idsOfModules(cmdb);
    for (const serial of listHeld(first)) {
      if (listHeld(second).includes(serial)) expect(after[serial]).toBe(before[serial]);
    }
  });
});

test('moving and undoing is as if nothing had been', async () => {
  await check(fc.tuple(night, night, order, atOnce), async ([first, second, by, size]) => {
    await runSerials(cmdb, recordsOf(first));
    const state = await readState(cmdb);
    const run = await runSerials(cmdb, recordsOf(second, by), { atOnce: size });

    const { body } = await cmdb.call('POST', `/runs/${run.id}/undo`, { reason: 'test' });

    expect(body).toMatchObject({ counts: { left: 0 } });
    expect(await readState(cmdb)).toEqual(state);
  });
});

const caller: Caller = {
  accountId: '00000000-0000-7000-8000-000000000000',
  username: 'connector',
  displayName: 'Connector',
  roles: ['connector'],
  permissions: ['read', 'reconcile'],
  means: 'token',
  requestId: 'test',
};

/** Fails for good after so many pieces of work, as a process that is killed does: what it has not committed is gone. */
class KilledWriter extends CardWriter {
  left = 1;

  override async apply(tx: Tx, context: ChangeContext, work: CardWork): Promise<AppliedWork> {
    if (this.left === 0) throw new Error('killed');
    this.left -= 1;
    return super.apply(tx, context, work);
  }
}

test('a run that ends between any two of its batches never has half a move, and goes on', async () => {
  await check(fc.tuple(night, night, order), async ([first, second, by]) => {
    await runSerials(cmdb, recordsOf(first));
    const planned = await planSerials(cmdb, recordsOf(second, by));
    const { nest, database } = cmdb.app;
    let state = planned.state;
    while (state !== 'applied') {
      const writer = new KilledWriter(nest.get(CatalogueService), nest.get(ChangesService));
      try {
        state = (await new ApplyRunService(database, writer).applyRun(planned.id, caller, 1)).state;
      } catch (error) {
        expect(error).toMatchObject({ message: 'killed' });
      }

      const places = await whereModulesAre(cmdb);
      expect(places.filter((place) => place.includes('nowhere'))).toEqual([]);
      const named = places.map((place) => place.split(' ')[0]);
      expect(new Set(named).size).toBe(named.length);
    }

    const { body } = await cmdb.call<RunBody>('GET', `/runs/${planned.id}`);
    expect(body.counts.failed).toBe(0);
    await expectOneCardEach(listHeld(second));
  });
});
