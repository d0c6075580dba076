import type { DomainDefinition } from '@popis/model';
import { describe, expect, test } from 'vitest';
import { type CardVersion, type HistoryChange, type HistoryFacts, toHistoryItems } from './history-items.ts';

const domain: DomainDefinition = {
  name: 'RoomItems',
  label: 'Room items',
  source: 'Room',
  target: 'Item',
  cardinality: '1:N',
  directLabel: 'holds',
  inverseLabel: 'stands in',
  impact: 'directed',
  attributes: [],
};
const room = { id: 'room', class: 'Room', code: 'R1', description: null };
const other = { id: 'other', class: 'Room', code: 'R2', description: null };

function change(id: string): HistoryChange {
  return { id, at: new Date(), actor: 'ana', source: 'person', runId: null, reason: null };
}

function facts(more: Partial<HistoryFacts>): HistoryFacts {
  const cards = new Map([
    ['room', room],
    ['other', other],
  ]);
  return {
    cardId: 'pc',
    changes: [change('c1')],
    versions: [],
    relations: [],
    documents: [],
    notes: [],
    cards,
    ...more,
  };
}

function relation(sourceId: string, changeId: string, endedChangeId: string | null) {
  return {
    id: `relation to ${sourceId}`,
    domain,
    sourceId,
    targetId: 'pc',
    attributes: {},
    changeId,
    endedChangeId,
  };
}

describe('history', () => {
  test('a first version is a creation that tells every value', () => {
    const versions = [
      {
        values: { Code: 'PC-1', RAM: 1 },
        changeId: 'c1',
        endedChangeId: null,
        retired: false,
        before: 'nothing' as const,
      },
    ];

    expect(toHistoryItems(facts({ versions }))).toMatchObject([
      {
        action: 'created',
        differences: [
          { attribute: 'Code', old: null, new: 'PC-1' },
          { attribute: 'RAM', old: null, new: 1 },
        ],
      },
    ]);
  });

  test('a version after another is an update that tells the difference, what is gone included', () => {
    const versions: CardVersion[] = [
      {
        values: { Code: 'PC-1', OS: 'x' },
        changeId: 'c0',
        endedChangeId: 'c1',
        retired: false,
        before: 'nothing' as const,
      },
      {
        values: { Code: 'PC-1', RAM: 1 },
        changeId: 'c1',
        endedChangeId: null,
        retired: false,
        before: 'nothing' as const,
      },
    ];

    expect(toHistoryItems(facts({ versions }))).toMatchObject([
      {
        action: 'updated',
        differences: [
          { attribute: 'RAM', old: null, new: 1 },
          { attribute: 'OS', old: 'x', new: null },
        ],
      },
    ]);
  });

  test('a move reads: left here, came there, in one change', () => {
    const relations = [relation('room', 'c0', 'c1'), relation('other', 'c1', null)];

    const items = toHistoryItems(facts({ relations }));

    expect(items.map(({ action, relation: shown }) => [action, shown?.label, shown?.card.code])).toEqual([
      ['unrelated', 'stands in', 'R1'],
      ['related', 'stands in', 'R2'],
    ]);
  });

  test('new attributes of a relation are told as a change of it, not as an end and a beginning', () => {
    const relations = [
      { ...relation('room', 'c0', 'c1'), attributes: { Port: '1' } },
      { ...relation('room', 'c1', null), attributes: { Port: '2' } },
    ];

    expect(toHistoryItems(facts({ relations }))).toMatchObject([
      { action: 'changed', differences: [{ attribute: 'Port', old: '1', new: '2' }] },
    ]);
  });

  test('documents and notes are told under the change that touched them', () => {
    const documents = [
      { action: 'versioned', changeId: 'c1', id: 'd1', name: 'lease.pdf', version: 2 },
      { action: 'attached', changeId: 'c0', id: 'd1', name: 'lease.pdf', version: 1 },
    ] as const;
    const notes = [{ action: 'struck', changeId: 'c1', id: 'n1', text: 'meant PC-2' }] as const;

    const items = toHistoryItems(facts({ documents, notes }));

    expect(items).toMatchObject([
      { action: 'versioned', document: { id: 'd1', name: 'lease.pdf', version: 2 } },
      { action: 'struck', note: { id: 'n1', text: 'meant PC-2' } },
    ]);
  });

  test('retiring tells the end of the card and of its relations', () => {
    const versions = [
      {
        values: { Code: 'PC-1' },
        changeId: 'c0',
        endedChangeId: 'c1',
        retired: true,
        before: 'nothing' as const,
      },
    ];
    const relations = [relation('room', 'c0', 'c1')];

    const items = toHistoryItems(facts({ versions, relations }));

    expect(items.map((item) => item.action)).toEqual(['retired', 'unrelated']);
  });
});
