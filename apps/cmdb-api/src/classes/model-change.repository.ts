import type { ModelDifference } from '@popis/model';
import type { Tx } from '../platform/database/database.ts';

/** Writes down what a change does to the model. */
export async function insertModelChange(
  tx: Tx,
  changeId: string,
  differences: readonly ModelDifference[],
): Promise<void> {
  await tx.query(
    `INSERT INTO model_change (change_id, seq, kind, name, old, new)
     SELECT $1, given.seq, given.item ->> 'kind', given.item ->> 'name',
       nullif(given.item -> 'old', 'null'), nullif(given.item -> 'new', 'null')
     FROM jsonb_array_elements($2::jsonb) WITH ORDINALITY AS given (item, seq)`,
    [changeId, JSON.stringify(differences)],
  );
}
