import type { TestCmdb } from './test-cmdb.ts';

/** A run as the API answers it. */
export interface RunBody {
  id: string;
  state: string;
  counts: Record<string, number>;
  notes: string[];
  lastSeq: number;
  held: number;
  holds: {
    class: string;
    action: string;
    cause: string;
    count: number;
    population: number;
    reason: string;
  }[];
  policy: { vanished: object[]; breaker: object[] } | null;
  detail?: string;
}

/** A step of a plan as the API answers it. */
export interface StepBody {
  seq: number;
  action: string;
  class: string;
  key: string | null;
  cardId: string | null;
  reason: string;
  differences: { attribute: string; old: unknown; new: unknown }[];
  state: string;
  fault: string | null;
  heldFor: string | null;
  heldAs: string | null;
  unit: number;
}

/** A record without its place in the run. */
export interface TestRecord {
  class: string;
  key: Record<string, string>;
  evidence?: { serial?: string; uuid?: string; macs?: string[] };
  attributes: Record<string, unknown>;
  removed?: readonly string[];
  parts?: readonly object[];
}

export const computerMapping = {
  version: '1',
  classes: [
    {
      name: 'Computer',
      attributes: ['Code', 'Description', 'Workgroup', 'OS', 'RAM', 'Status'],
      master: true,
    },
    {
      name: 'Memory',
      attributes: ['Code', 'Description', 'Caption', 'Capacity', 'Type', 'NumSlot'],
      master: false,
      domain: 'ComputerMemory',
    },
    { name: 'Software', attributes: ['Code', 'Version'], master: false, domain: 'ComputerSoftware' },
  ],
};

export function computer(
  code: string,
  attributes: Record<string, unknown> = {},
  parts: readonly object[] = [],
): TestRecord {
  return { class: 'Computer', key: { Code: code }, attributes: { Code: code, ...attributes }, parts };
}

export function memoryModule(code: string, capacity: number) {
  return {
    domain: 'ComputerMemory',
    direction: 'directed',
    class: 'Memory',
    identify: ['Code'],
    attributes: { Code: code, Capacity: String(capacity) },
  };
}

export function software(code: string, version: string) {
  return {
    domain: 'ComputerSoftware',
    direction: 'directed',
    class: 'Software',
    identify: ['Code', 'Version'],
    shared: true,
    attributes: { Code: code, Version: version },
  };
}

/** How a run is to be made, where it differs from a full one that went well. */
export interface RunOptions {
  source?: string;
  mode?: 'full' | 'delta';
  dry?: boolean;
  /** Set before the run is started. */
  policy?: object;
  mapping?: object;
  closing?: { read?: number; errors?: number; complete?: boolean };
}

export async function startRun(cmdb: TestCmdb, options: RunOptions = {}): Promise<RunBody> {
  const source = options.source ?? 'ocs';
  const { policy } = options;
  await cmdb.call('PUT', `/sources/${source}`, {
    description: 'A test',
    ...(policy === undefined ? {} : { policy }),
  });
  const { body } = await cmdb.call<RunBody>('POST', `/sources/${source}/runs`, {
    mode: options.mode ?? 'full',
    mapping: options.mapping ?? computerMapping,
    ...(options.dry === undefined ? {} : { dry: options.dry }),
  });
  return body;
}

export function toLines(records: readonly object[], firstSeq = 1): string {
  return records.map((record, index) => `${JSON.stringify({ seq: firstSeq + index, ...record })}\n`).join('');
}

/** Starts a run, sends the records, closes it and has it planned. */
export async function planRun(
  cmdb: TestCmdb,
  records: readonly TestRecord[],
  options: RunOptions = {},
): Promise<RunBody> {
  const run = await startRun(cmdb, options);
  await cmdb.call('POST', `/runs/${run.id}/records`, toLines(records));
  const closing = { read: records.length, errors: 0, complete: true, ...options.closing };
  await cmdb.call('POST', `/runs/${run.id}/close`, closing);
  return (await cmdb.call<RunBody>('POST', `/runs/${run.id}/plan`)).body;
}

/** A whole run. */
export async function makeRun(
  cmdb: TestCmdb,
  records: readonly TestRecord[],
  options: RunOptions = {},
): Promise<RunBody> {
  const run = await planRun(cmdb, records, options);
  return (await cmdb.call<RunBody>('POST', `/runs/${run.id}/apply`)).body;
}

/** The plan of a run as a person reads it, one line a step. */
export async function readPlan(cmdb: TestCmdb, runId: string): Promise<string[]> {
  const { body } = await cmdb.call<{ items: StepBody[] }>('GET', `/runs/${runId}/changes?limit=1000`);
  return body.items.map((step) => {
    const shown = step.action === 'update' || step.action === 'keep' ? step.differences : [];
    const differences = shown.map((each) => `${each.attribute} ${each.old} → ${each.new}`);
    return [step.action, step.class, step.key, ...differences].join(' ');
  });
}

/** How many rows the tables of cards and relations have. */
export async function countRows(cmdb: TestCmdb): Promise<Record<string, number>> {
  const [row] = await cmdb.query<Record<string, number>>(
    `SELECT (SELECT count(*)::integer FROM card) AS card, (SELECT count(*)::integer FROM card_history) AS card_history,
       (SELECT count(*)::integer FROM relation) AS relation,
       (SELECT count(*)::integer FROM relation_history) AS relation_history,
       (SELECT count(*)::integer FROM change) AS change`,
  );
  return row ?? {};
}

/** Codes of the active cards of a class. */
export async function listCodes(cmdb: TestCmdb, className: string): Promise<string[]> {
  const rows = await cmdb.query<{ code: string }>(
    `SELECT card.code FROM card JOIN class ON class.id = card.class_id
     WHERE class.name = $1 ORDER BY card.code, card.id`,
    [className],
  );
  return rows.map((row) => row.code);
}

/** Id of the one active card with this code. */
export async function idOf(cmdb: TestCmdb, code: string): Promise<string> {
  const rows = await cmdb.query<{ id: string }>('SELECT card.id FROM card WHERE card.code = $1', [code]);
  if (rows[0] === undefined || rows.length > 1) throw new Error(`${rows.length} cards have the code ${code}`);
  return rows[0].id;
}
