import { createCmdbDatabase } from '@popis/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Database, openDatabase } from '../platform/database/database.ts';
import type { ChangeFilter } from './change-filter.ts';
import { findMatching } from './matching-changes.read-model.ts';

const total = 24_000;
const sealSize = 1_000;
const run = '01970000-0000-7000-8000-0000000000aa';
const dawn = Date.parse('2026-01-01T00:00:00Z');
const anything = { classes: undefined, card: undefined, kind: undefined };

let server: Awaited<ReturnType<typeof createCmdbDatabase>>;
let database: Database;

/**
 * More changes than are walked along at once: every 7th of a source, all but a few by one actor, a run that has 40. The time
 * of position n is n seconds after dawn, but each 100th is dated an hour after: positions need not follow the time.
 */
beforeAll(async () => {
  server = await createCmdbDatabase();
  database = await openDatabase(server.url, []);
  await database.transaction(async (tx) => {
    await tx.query(`INSERT INTO source (name) VALUES ('often'), ('rare') ON CONFLICT DO NOTHING`);
    await tx.query(
      `INSERT INTO change (id, at, actor, source, run_id, hash)
       SELECT ('01970000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
         $1::timestamptz + make_interval(secs => n + CASE WHEN n % 100 = 0 THEN 3600 ELSE 0 END),
         CASE WHEN n % 6000 = 0 THEN 'ana' ELSE 'popis' END,
         CASE WHEN n % 7 = 0 THEN 'rare' ELSE 'often' END, CASE WHEN n % 600 = 1 THEN $3::uuid END, '\\x00'
       FROM generate_series(1, $2::integer) AS n`,
      [new Date(dawn), total, run],
    );
    await tx.query(
      `INSERT INTO sealed_change (position, change_id, hash)
       SELECT n, ('01970000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, '\\x00'
       FROM generate_series(1, $1::integer) AS n`,
      [total],
    );
    await tx.query(
      `INSERT INTO seal (id, first_change, last_change, count, total, horizon, merkle_root, prev_hash, hash, at)
       SELECT n, bounds.first, bounds.last, $2, n * $2, $3, '\\x00', '\\x00', '\\x00', $3
       FROM generate_series(1, $1::integer) AS n, LATERAL (
         SELECT (array_agg(change.id ORDER BY change.at))[1] AS first,
           (array_agg(change.id ORDER BY change.at DESC))[1] AS last
         FROM sealed_change AS sealed JOIN change ON change.id = sealed.change_id
         WHERE sealed.position > (n - 1) * $2 AND sealed.position <= n * $2) AS bounds`,
      [total / sealSize, sealSize, new Date(dawn)],
    );
    await tx.query('ANALYZE');
  });
});
afterAll(async () => {
  await database.close();
  await server.drop();
});

async function readAll(filter: ChangeFilter, limit: number) {
  const positions: number[] = [];
  let turns = 0;
  for (let after = 0; ; turns += 1) {
    const found = await database.read((tx) => findMatching(tx, filter, anything, { after, limit }));
    positions.push(...found.positions);
    if (found.next === after) return { positions, turns };
    after = found.next;
  }
}

function isMatch(position: number, filter: ChangeFilter): boolean {
  const at = dawn + (position + (position % 100 === 0 ? 3600 : 0)) * 1000;
  const source = position % 7 === 0 ? 'rare' : 'often';
  const actor = position % 6000 === 0 ? 'ana' : 'popis';
  return (
    (filter.source ?? source) === source &&
    (filter.actor ?? actor) === actor &&
    (filter.run === undefined || position % 600 === 1) &&
    at >= (filter.from?.getTime() ?? 0) &&
    at < (filter.to?.getTime() ?? Number.POSITIVE_INFINITY)
  );
}

const at = (seconds: number) => new Date(dawn + seconds * 1000);

describe('changes behind a place', () => {
  const filters: [string, ChangeFilter][] = [
    ['few of an actor', { actor: 'ana' }],
    ['many of a source', { source: 'often' }],
    ['a run', { run }],
    ['a source that is found now and then', { source: 'rare' }],
    ['a short time', { from: at(20_000), to: at(20_100) }],
    ['a long time at the end', { from: at(9_500) }],
    ['a long time at the beginning', { to: at(9_500) }],
    ['a source in a time', { source: 'rare', from: at(3_000), to: at(23_000) }],
    ['nobody', { actor: 'nobody' }],
  ];

  test.each(filters)('are all found, each once, in their order: %s', async (_name, filter) => {
    const expected = Array.from({ length: total }, (_, index) => index + 1).filter((position) =>
      isMatch(position, filter),
    );

    const { positions, turns } = await readAll(filter, 700);

    expect(positions).toEqual(expected);
    expect(turns).toBeLessThanOrEqual(Math.ceil(expected.length / 700) + 3);
  });
});
