import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCard } from '../../../../tests/cmdb/card-work.ts';
import { requestsOf } from '../../../../tests/cmdb/http.ts';
import { recordStatements } from '../../../../tests/cmdb/recorded-statements.ts';
import { adminToken, startTestCmdb, type TestCmdb } from '../../../../tests/cmdb/test-cmdb.ts';

/** Stands in everything that is made up here, so that it can be looked for. */
const mark = 'zq7f';

let cmdb: TestCmdb;
let call: ReturnType<typeof requestsOf>;
let statements: Set<string>;

beforeAll(async () => {
  cmdb = await startTestCmdb();
  call = requestsOf(cmdb, adminToken);
  const room = await createCard(cmdb, 'Room', { Code: 'R1' });
  await createCard(cmdb, 'Computer', { Code: 'PC-1', RAM: 1, Room: room });
  statements = recordStatements(cmdb);
});
afterAll(() => cmdb.stop());

const evil = fc
  .oneof(
    fc.constantFrom(`'); DROP TABLE card; --`, `" OR true`, '$1', '\\', '%', '\0', '", "', '{}'),
    fc.string({ unit: 'binary', maxLength: 10 }),
  )
  .map((text) => `${mark}${text}`);
const name = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      'Code',
      'RAM',
      'Room',
      'PurchaseDate',
      'Room.Code',
      'Room.Floor.Level',
      'ComputerMonitors.Code',
    ),
  },
  {
    weight: 1,
    arbitrary: fc.oneof(
      evil,
      evil.map((text) => `Room.${text}`),
      evil.map((text) => `${text}.Code`),
    ),
  },
);
const operator = fc.constantFrom(
  'equal',
  'notequal',
  'in',
  'contain',
  'begin',
  'like',
  'greater',
  'between',
  'isnull',
  mark,
);
const filter = fc.letrec((tie) => ({
  filter: fc.oneof(
    { maxDepth: 2 },
    fc.record({
      attribute: name,
      operator,
      value: fc.oneof(evil, fc.array(evil, { maxLength: 2 }), fc.integer()),
    }),
    fc.record({ and: fc.array(tie('filter'), { maxLength: 2 }) }),
    fc.record({ not: tie('filter') }),
    fc.record({ changedSince: evil }),
    fc.record({
      relation: fc.record({
        domain: fc.oneof(fc.constant('RoomItems'), evil),
        type: fc.constantFrom('any', 'noone', mark),
        filter: tie('filter'),
      }),
    }),
  ),
})).filter;
const list = fc.record(
  {
    filter: filter.map((given) => JSON.stringify(given)),
    query: evil,
    sort: name,
    columns: fc.array(name, { minLength: 1, maxLength: 4 }).map(String),
    asOf: fc.oneof(evil, fc.constant('2026-01-01T00:00:00Z')),
  },
  { requiredKeys: [] },
);

function expectOnlyBoundValues(): void {
  expect(statements.size).toBeGreaterThan(0);
  expect([...statements].filter((statement) => statement.includes(mark))).toEqual([]);
}

test('an export binds every value, whatever it is asked for, and answers or refuses', async () => {
  await fc.assert(
    fc.asyncProperty(list, fc.constantFrom('csv', 'json', 'xlsx', mark), async (wanted, format) => {
      const parameters = new URLSearchParams({ format, ...wanted });
      const response = await fetch(`${cmdb.url}/api/classes/Computer/cards/export?${parameters}`, {
        headers: { authorization: `Bearer ${adminToken}` },
      });
      await response.arrayBuffer();

      expect([200, 400]).toContain(response.status);
    }),
    { numRuns: 150 },
  );
  expectOnlyBoundValues();
});

test('a list along paths binds every value', async () => {
  await fc.assert(
    fc.asyncProperty(list, async (wanted) => {
      const { status } = await call('GET', `/classes/Computer/cards?${new URLSearchParams(wanted)}`);

      expect([200, 400]).toContain(status);
    }),
    { numRuns: 150 },
  );
  expectOnlyBoundValues();
});

test('bulk work, at once and as a job, binds every value', async () => {
  const attributes = fc.dictionary(
    fc.oneof(fc.constantFrom('Code', 'RAM', 'Room', 'Notes', 'Status'), evil),
    fc.oneof(evil, fc.integer(), fc.constant(null)),
    { maxKeys: 3 },
  );
  const work = fc.record(
    { filter, query: evil, update: attributes, reason: evil },
    { requiredKeys: ['update'] },
  );
  await fc.assert(
    fc.asyncProperty(work, evil, async (wanted, token) => {
      const preview = await call('POST', '/classes/Computer/cards/bulk', wanted);
      const written = await call('POST', '/classes/Computer/cards/bulk', {
        ...wanted,
        preview: false,
        token,
      });
      const job = await call('POST', '/classes/Computer/cards/bulk-jobs', wanted);

      expect([200, 400, 409]).toContain(preview.status);
      expect([400, 409]).toContain(written.status);
      expect([201, 400]).toContain(job.status);
      if (job.status !== 201) return;
      await expect
        .poll(async () => (await call('GET', `/bulk-jobs/${job.body.id}`)).body.state, {
          interval: 10,
          timeout: 20_000,
        })
        .toBe('ready');
      const { body } = await call('GET', `/bulk-jobs/${job.body.id}`);
      expect((await call('POST', `/bulk-jobs/${job.body.id}/start`, { token: body.token })).status).toBe(202);
      await expect
        .poll(async () => (await call('GET', `/bulk-jobs/${job.body.id}`)).body.state, {
          interval: 10,
          timeout: 20_000,
        })
        .toBe('finished');
    }),
    { numRuns: 60 },
  );
  expectOnlyBoundValues();
});
