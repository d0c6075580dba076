/** A value as the database writes it in text; NULL is `null`. */
export type Cell = string | null;

/** Rows of one view, cells by position of its columns. */
export interface ViewRows {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** One master with the rows of all slave views that point at it. */
export interface JoinedMaster {
  /** First column: the id inside the inventory. */
  readonly id: string;
  /** Second column: the key in the CMDB, as it stands there. */
  readonly key: Cell;
  /** The master view first, then the slaves in their order. */
  readonly views: readonly ViewRows[];
}

/**
 * Joins slave rows to their masters by position: first column to first column, whatever the columns are called.
 * Slave rows that point at no master are left out. Several master rows with one id stay together.
 */
export function joinByPosition(master: ViewRows, slaves: readonly ViewRows[]): JoinedMaster[] {
  const masters = groupByFirst(master.rows);
  const indexed = slaves.map((slave) => ({ slave, byId: groupByFirst(slave.rows) }));
  const joined: JoinedMaster[] = [];
  for (const [id, rows] of masters) {
    const views: ViewRows[] = [{ ...master, rows }];
    for (const { slave, byId } of indexed) views.push({ ...slave, rows: byId.get(id) ?? [] });
    joined.push({ id, key: rows[0]?.[1] ?? null, views });
  }
  return joined;
}

function groupByFirst(rows: ViewRows['rows']): Map<string, (readonly Cell[])[]> {
  const groups = new Map<string, (readonly Cell[])[]>();
  for (const row of rows) {
    const [id] = row;
    if (id === null || id === undefined) continue;
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [row]);
    else group.push(row);
  }
  return groups;
}
