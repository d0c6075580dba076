import type pg from 'pg';
import { note } from '../measure/report.ts';
import type { MadeChange, MadeVersion, makeHistory } from './history-rows.ts';

const chunk = 5_000;

/** Writes a history past the application, a transaction a round. */
export async function writeHistory(client: pg.Client, rounds: ReturnType<typeof makeHistory>): Promise<void> {
  let written = 0;
  for (const { changes, versions } of rounds) {
    await client.query('BEGIN');
    for (const part of chunks(changes)) await insertChanges(client, part);
    for (const part of chunks(versions)) await insertVersions(client, part);
    await client.query('COMMIT');
    written += changes.length;
    note(`history: ${written} changes written`);
  }
}

function* chunks<T>(rows: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < rows.length; start += chunk) yield rows.slice(start, start + chunk);
}

async function insertChanges(client: pg.Client, changes: readonly MadeChange[]): Promise<void> {
  const rows = changes.map(({ change, hash }) => ({ ...change, hash: hash.toString('hex') }));
  await client.query(
    `WITH made AS (
       INSERT INTO change (id, at, actor, source, hash)
       SELECT made.id, made.at, made.actor, made.source, decode(made.hash, 'hex')
       FROM jsonb_to_recordset($1::jsonb) AS made(id uuid, at timestamptz, actor text, source text, hash text)
       RETURNING id)
     INSERT INTO unsealed_change (change_id) SELECT made.id FROM made`,
    [JSON.stringify(rows)],
  );
}

async function insertVersions(client: pg.Client, versions: readonly MadeVersion[]): Promise<void> {
  const rows = versions.map(({ card, endedBy }) => ({
    class_id: card.classId,
    id: card.id,
    code: card.code,
    description: card.description,
    attributes: card.attributes,
    provenance: card.provenance,
    valid_from: card.validFrom,
    change_id: card.changeId,
    valid_to: endedBy?.at ?? null,
    ended_change_id: endedBy?.id ?? null,
  }));
  const from = `FROM jsonb_to_recordset($1::jsonb) AS made(class_id integer, id uuid, code text, description text,
    attributes jsonb, provenance jsonb, valid_from timestamptz, change_id uuid, valid_to timestamptz, ended_change_id uuid)`;
  const columns = 'class_id, id, code, description, attributes, provenance, valid_from, change_id';
  await client.query(
    `INSERT INTO card_history (${columns}, valid_to, ended_change_id, retired)
     SELECT ${columns}, made.valid_to, made.ended_change_id, false ${from} WHERE made.valid_to IS NOT NULL`,
    [JSON.stringify(rows)],
  );
  await client.query(
    `INSERT INTO card (${columns}, revision) SELECT ${columns}, made.change_id ${from} WHERE made.valid_to IS NULL`,
    [JSON.stringify(rows)],
  );
}
