import { describe, expect, test } from 'vitest';
import type { ReportedRecord } from '../api/types.ts';
import { parseRecordSearch, toRecordsQuery } from './record-search.ts';
import { describeRecordStep, explainNoRecords, explainRecord, fateOf, hasCard } from './record-text.ts';

type Step = ReportedRecord['steps'][number];

function step(more: Partial<Step> = {}): Step {
  return {
    action: 'update',
    state: 'applied',
    ofParts: false,
    count: 1,
    fault: null,
    heldFor: null,
    ...more,
  };
}

function labelOf(...steps: Step[]): string {
  return fateOf({ outcome: 'planned', steps }).label;
}

describe('what became of a record', () => {
  test('is what the plan made of it where nothing follows', () => {
    const labels = (['unchanged', 'quarantined', 'ignored', null] as const).map(
      (outcome) => fateOf({ outcome, steps: [] }).label,
    );

    expect(labels).toEqual(['unchanged', 'quarantined', 'ignored', 'not planned yet']);
  });

  test('is created only where its own card is', () => {
    expect(labelOf(step({ action: 'create' }), step({ action: 'create', ofParts: true }))).toBe('created');
    expect(labelOf(step({ action: 'create', ofParts: true }))).toBe('changed');
  });

  test('is what failed before what waits, and what waits before what was written', () => {
    const [written, waiting, failed] = [step(), step({ state: 'held' }), step({ state: 'failed' })];

    expect(labelOf(written, waiting, failed)).toBe('failed');
    expect(labelOf(written, waiting)).toBe('waits');
    expect(labelOf(step({ state: 'planned' }))).toBe('planned');
  });
});

test('steps are told with whose they are and how far they have come', () => {
  const told = [
    step({ action: 'create' }),
    step({ action: 'create', ofParts: true, count: 2 }),
    step({ action: 'retire', ofParts: true, state: 'held' }),
    step({ action: 'keep', state: 'reported' }),
  ].map(describeRecordStep);

  expect(told).toEqual([
    'its card created',
    '2 parts created',
    '1 part: retire (waits)',
    'its card kept against the source',
  ]);
});

describe('a record explains', () => {
  test('why it is in quarantine, by each of its faults where it has any', () => {
    const faults = [
      { path: 'attributes.RAM', message: 'must be a number' },
      { path: 'attributes.OS', message: 'is too long' },
    ];
    const reason = 'attributes.RAM: must be a number, and 1 more fault';

    expect(explainRecord({ reason: 'The key is empty', faults: [], steps: [] })).toEqual([
      'The key is empty',
    ]);
    expect(explainRecord({ reason, faults, steps: [] })).toEqual([
      'attributes.RAM must be a number',
      'attributes.OS is too long',
    ]);
  });

  test('why its steps wait or failed, each reason once', () => {
    const held = step({ state: 'held', heldFor: '10 of 12 would retire' });

    expect(
      explainRecord({
        reason: null,
        faults: [],
        steps: [held, { ...held, ofParts: true }, step({ state: 'failed', fault: 'It was changed since' })],
      }),
    ).toEqual(['10 of 12 would retire', 'It was changed since']);
    expect(explainRecord({ reason: null, faults: [], steps: [step({ state: 'held' })] })).toEqual([
      'Waits with the step that it is written together with',
    ]);
    expect(explainRecord({ reason: null, faults: [], steps: [step()] })).toEqual([]);
  });
});

test('a card that is yet to come has no page', () => {
  const cardId = '01900000-0000-7000-8000-000000000001';

  expect(hasCard({ cardId, steps: [step({ action: 'create', state: 'planned' })] })).toBe(false);
  expect(hasCard({ cardId, steps: [step({ action: 'create', ofParts: true, state: 'held' })] })).toBe(true);
  expect(hasCard({ cardId: null, steps: [] })).toBe(false);
});

test('why nothing is listed is told', () => {
  expect(explainNoRecords({ lastSeq: 7 }, true).title).toBe('There are no such records');
  expect(explainNoRecords({ lastSeq: 0 }, false).title).toBe('No record came');
  expect(explainNoRecords({ lastSeq: 7 }, false).title).toMatch(/not kept any more/);
});

test('an address says which records are asked for, and nonsense says nothing', () => {
  const search = parseRecordSearch({ show: 'failed', key: '214', cursor: 'next', from: '100' });

  expect(search).toEqual({ show: 'failed', key: '214', cursor: 'next', from: 100 });
  expect(toRecordsQuery(search)).toEqual({ state: 'failed', key: '214', cursor: 'next' });
  expect(parseRecordSearch({ show: 'burnt', key: '' })).toEqual({});
});

test('a step for parts that others go on reporting says to whom they are left', () => {
  const left = step({ action: 'handover', ofParts: true, count: 2 });

  expect(describeRecordStep(left)).toBe('2 parts left to another source');
  expect(describeRecordStep({ ...left, state: 'failed' })).toBe('2 parts: handover (failed)');
});
