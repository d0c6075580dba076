import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { employee, organisationMapping, sector } from '../../../../tests/cmdb/organisation.ts';
import { planRun } from '../../../../tests/cmdb/runs.ts';
import { startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';

let cmdb: TestCmdb;
beforeAll(async () => {
  cmdb = await startTestCmdb();
});
beforeEach(() => cmdb.clear());
afterAll(() => cmdb.stop());

const people = [
  ...Array.from({ length: 1_000 }, (_none, at) => employee(`E-${at}`, { Sector: 'S-1' })),
  sector('S-1'),
];

test('a large run is planned while somebody gathers statistics of what plans are made of', async () => {
  const options = { source: 'directory', mapping: organisationMapping, dry: true };

  // What ANALYZE takes, and keeps until its transaction ends: whoever waited for it would be told so after lock_timeout.
  const planned = await cmdb.app.database.transaction(async (tx) => {
    await tx.query('LOCK TABLE run_record, run_unit, run_change IN SHARE UPDATE EXCLUSIVE MODE');
    return planRun(cmdb, people, options);
  });

  expect(planned).toMatchObject({ state: 'planned', counts: { create: 1_001, quarantine: 0 } });
});
