import type { Change } from '../../changes/attestation.ts';
import type { Tx } from '../../platform/database/database.ts';
import type { StoredAnswer } from './answer-attestation.ts';

export async function insertAnswer(tx: Tx, change: Change, given: StoredAnswer): Promise<void> {
  const { id, source, class: className, key, evidence, answer, cardId } = given;
  await tx.query(
    `INSERT INTO quarantine_answer (id, source, class, key, evidence, answer, card_id, valid_from, change_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [id, source, className, key, JSON.stringify(evidence), answer, cardId, change.at, change.id],
  );
}

/** Ends a version. */
export async function endAnswer(tx: Tx, change: Change, id: string): Promise<void> {
  await tx.query('UPDATE quarantine_answer SET valid_to = $2, ended_change_id = $3 WHERE id = $1', [
    id,
    change.at,
    change.id,
  ]);
}
