import type { Fault } from '@popis/errors';
import type { PlannedChange, RunCounts } from './submit/cmdb-client.ts';

/** Writes one line for the person at the terminal, or for the log of the timer. */
export type Say = (line: string) => void;

/** Faulty records shown one by one; the CMDB keeps the rest. */
export const mostShown = 20;

/** `Code=PC-0001`, or what is known of a key. */
export function formatKey(key: unknown): string {
  if (typeof key !== 'object' || key === null)
    return key === undefined || key === null ? 'no key' : String(key);
  const parts = Object.entries(key).map(([name, value]) => `${name}=${value}`);
  return parts.length === 0 ? 'no key' : parts.join(', ');
}

/** A faulty record with all its faults. */
export function formatFaulty(record: { key: unknown; faults: readonly Fault[] }): string {
  const faults = record.faults.map((fault) => `${fault.path} ${fault.message}`).join('; ');
  return `faulty record (${formatKey(record.key)}): ${faults}`;
}

/** One planned change, as `update Computer PC-0001: RAM 3072 → 4096`. */
export function formatChange(change: PlannedChange): string {
  const head = `${change.action} ${change.class} ${formatKey(change.key)}`;
  if (change.action === 'update' || change.action === 'keep') {
    return `${head}: ${change.differences.map(formatDifference).join(', ')}`;
  }
  return ['quarantine', 'retire', 'handover'].includes(change.action)
    ? `${head}: ${change.reason ?? ''}`
    : head;
}

function formatDifference({ attribute, old, new: now }: PlannedChange['differences'][number]): string {
  return JSON.stringify(old) === JSON.stringify(now)
    ? `${attribute} stays ${formatValue(now)}`
    : `${attribute} ${formatValue(old)} → ${formatValue(now)}`;
}

function formatValue(value: unknown): string {
  return value === null || value === undefined || value === '' ? '(nothing)' : String(value);
}

/** What is not 0 of the counts, as `create 4, update 1`. */
export function formatCounts(counts: RunCounts): string {
  const parts = Object.entries(counts).filter(([, count]) => count > 0);
  return parts.map(([action, count]) => `${action} ${count}`).join(', ') || 'nothing to do';
}

/** The table at the end: what was read and what became of it. */
export function formatSummary(totals: { read: number; faulty: number }, counts: RunCounts): string[] {
  const rows: [string, number][] = [
    ['records read', totals.read],
    ['faulty records', totals.faulty],
    ['cards created', counts.create],
    ['cards updated', counts.update],
    ['cards retired', counts.retire],
    ['relations made', counts.relate],
    ['relations ended', counts.unrelate],
    ['relations handed over', counts.handover],
    ['kept as people set them', counts.keep],
    ['unchanged', counts.unchanged],
    ['in quarantine', counts.quarantine],
    ['failed', counts.failed],
  ];
  const widest = Math.max(...rows.map(([label]) => label.length));
  const longest = Math.max(...rows.map(([, count]) => String(count).length));
  return rows.map(([label, count]) => `  ${label.padEnd(widest)}  ${String(count).padStart(longest)}`);
}
