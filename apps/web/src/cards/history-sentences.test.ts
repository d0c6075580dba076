import { describe, expect, test } from 'vitest';
import type { HistoryEntry } from '../api/types.ts';
import { formatActor, formatDeed, formatEvent, groupByChange } from './history-sentences.ts';

const byRun = { id: 'c2', actor: 'connector', source: 'ocs', runId: 'run1', reason: null };
const byPerson = { id: 'c1', actor: 'nikola', source: 'person', runId: null, reason: 'moved' };

function entry(given: Partial<HistoryEntry>): HistoryEntry {
  return { at: '2026-11-23T08:00:00Z', action: 'updated', change: byRun, differences: [], ...given };
}

const labelOf = (name: string) => (name === 'OS' ? 'Operating system' : name);

describe('history', () => {
  test('tells who: a person by name, a connector by its source', () => {
    expect(formatActor(byRun)).toBe('connector run ocs');
    expect(formatActor(byPerson)).toBe('nikola');
    expect(formatActor({ ...byPerson, source: 'seed' })).toBe('the seeded model');
  });

  test('tells a small change in full', () => {
    const [event] = groupByChange([entry({ differences: [{ attribute: 'RAM', old: 3072, new: 4096 }] })]);

    expect(event && formatEvent(event, labelOf)).toBe('connector run ocs changed RAM 3072 → 4096');
  });

  test('names the attributes of a large change by their labels', () => {
    const differences = ['RAM', 'OS', 'Owner'].map((attribute) => ({ attribute, old: 1, new: 2 }));

    expect(formatDeed(entry({ differences }), labelOf)).toBe(
      'changed 3 attributes: RAM, Operating system, Owner',
    );
  });

  test('does not repeat a long text in a sentence', () => {
    const differences = [{ attribute: 'Notes', old: null, new: 'x'.repeat(500) }];

    expect(formatDeed(entry({ differences }), labelOf)).toBe('changed Notes');
  });

  test('tells relations by their label and card', () => {
    const card = { id: 'm1', class: 'Memory', code: 'DIMM 0', description: null };
    const relation = { id: 'x1', domain: 'ComputerMemory', label: 'has memory', card };

    expect(formatDeed(entry({ action: 'related', relation }), labelOf)).toBe(
      'added the relation: has memory DIMM 0',
    );
    expect(formatDeed(entry({ action: 'unrelated', relation }), labelOf)).toMatch(/^ended the relation/);
  });

  test('tells a changed relation with what differs', () => {
    const card = { id: 's1', class: 'Switch', code: 'SW-1', description: null };
    const relation = { id: 'x1', domain: 'Ports', label: 'is plugged into', card };
    const differences = [{ attribute: 'Port', old: '1', new: '2' }];

    expect(formatDeed(entry({ action: 'changed', relation, differences }), labelOf)).toBe(
      'changed the relation: is plugged into SW-1 (Port 1 → 2)',
    );
  });

  test('tells documents by name and version, and notes by their text', () => {
    const document = { id: 'd1', name: 'lease.pdf', version: 1 };
    const note = { id: 'n1', text: `was\npainted ${'x'.repeat(100)}` };

    const deeds = [
      entry({ action: 'attached', document }),
      entry({ action: 'attached', document: { ...document, version: 3 } }),
      entry({ action: 'versioned', document: { ...document, version: 2 } }),
      entry({ action: 'detached', document }),
      entry({ action: 'noted', note }),
      entry({ action: 'struck', note: { ...note, text: 'meant PC-2' } }),
    ].map((each) => formatDeed(each, labelOf));

    expect(deeds).toEqual([
      'attached lease.pdf',
      'attached lease.pdf, version 3',
      'added version 2 of lease.pdf',
      'took lease.pdf off this card',
      `noted “was painted ${'x'.repeat(47)}…”`,
      'struck out the note “meant PC-2”',
    ]);
  });

  test('calls a card that came back restored', () => {
    expect(formatDeed(entry({ action: 'restored' }), labelOf)).toBe('restored this card');
  });

  test('joins what one run did in several changes, and nothing else that lies between', () => {
    const later = { ...byRun, id: 'c9' };
    const difference = { attribute: 'RAM', old: 1, new: 2 };

    const events = groupByChange([
      entry({ change: later, differences: [difference] }),
      entry({ differences: [difference] }),
      entry({ change: byPerson, differences: [difference] }),
      entry({ differences: [difference] }),
    ]);

    expect(events.map((event) => formatEvent(event, labelOf))).toEqual([
      'connector run ocs changed RAM 1 → 2 and 1 more',
      'nikola changed RAM 1 → 2',
      'connector run ocs changed RAM 1 → 2',
    ]);
  });

  test('joins what one change wrote', () => {
    const card = { id: 'm1', class: 'Memory', code: 'DIMM 0', description: null };
    const relation = { id: 'x1', domain: 'ComputerMemory', label: 'has memory', card };
    const other = { ...byPerson, id: 'c3' };

    const events = groupByChange([
      entry({ action: 'related', relation }),
      entry({ action: 'updated', differences: [{ attribute: 'RAM', old: 1, new: 2 }] }),
      entry({ action: 'related', relation, change: other }),
      entry({ action: 'unrelated', relation, change: other }),
      entry({ action: 'created', change: byPerson }),
      entry({ action: 'related', relation, change: byPerson }),
    ]);

    expect(events.map((event) => formatEvent(event, labelOf))).toEqual([
      'connector run ocs changed RAM 1 → 2 and 1 relation',
      'nikola changed 2 relations',
      'nikola created this card with 1 relation',
    ]);
  });
});
