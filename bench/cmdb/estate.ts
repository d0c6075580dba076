import type pg from 'pg';
import { note } from '../measure/report.ts';
import { estateSteps, shares } from './estate-sql.ts';

/** Versions that each card has had before the one that stands. */
export const rounds = 10;

/**
 * Fills the CMDB with a made-up estate by set-based SQL, past the application: its changes carry no true hash, which no
 * read looks at. Each step is a transaction of its own and is noted, so that an interrupted generation goes on where it was.
 */
export async function generateEstate(client: pg.Client, cards: number): Promise<void> {
  await client.query('CREATE SCHEMA IF NOT EXISTS bench');
  await client.query('CREATE TABLE IF NOT EXISTS bench.done (step text PRIMARY KEY)');
  const { rows } = await client.query<{ step: string }>('SELECT step FROM bench.done');
  const done = new Set(rows.map((row) => row.step));
  const steps = estateSteps(cards, rounds);
  for (const [index, step] of steps.entries()) {
    if (done.has(step.name)) continue;
    note(`estate ${index + 1}/${steps.length}: ${step.name}`);
    await client.query('BEGIN');
    await client.query(step.sql);
    await client.query('INSERT INTO bench.done VALUES ($1)', [step.name]);
    await client.query('COMMIT');
  }
  if (!done.has('vacuum')) {
    note('estate: VACUUM ANALYZE');
    await client.query('VACUUM (ANALYZE)');
    await client.query("INSERT INTO bench.done VALUES ('vacuum')");
  }
}

/** How many cards a class has in an estate of so many. */
export function sizeOf(className: string, cards: number): number {
  return Math.max(1, Math.round(cards * (shares[className] ?? 0)));
}
