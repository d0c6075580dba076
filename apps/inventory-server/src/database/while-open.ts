import type { Statements } from './database.ts';

/** Whether a transaction has been committed or rolled back. */
export interface TransactionLife {
  isOver: boolean;
}

/**
 * The statements of a transaction, refused once it is over: work whose other half has failed may still issue some, and they
 * would be carried out for good on a connection that others use by then.
 */
export function whileOpen(statements: Statements, life: TransactionLife): Statements {
  const whenOpen = <Result>(issue: () => Promise<Result>): Promise<Result> =>
    life.isOver ? Promise.reject(new Error('A statement came after the end of its transaction')) : issue();
  return {
    query: (sql, values) => whenOpen(() => statements.query(sql, values)),
    queryTable: (sql, values) => whenOpen(() => statements.queryTable(sql, values)),
    insertOne: (table, row) => whenOpen(() => statements.insertOne(table, row)),
    insertBatch: (batch) => whenOpen(() => statements.insertBatch(batch)),
    upsertBatch: (batch, key, changes) => whenOpen(() => statements.upsertBatch(batch, key, changes)),
    addToDictionary: (table, column, values) =>
      whenOpen(() => statements.addToDictionary(table, column, values)),
  };
}
