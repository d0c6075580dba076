import { describe, expect, test } from 'vitest';
import type { GivenBy } from './current-state.ts';
import { EARLIER, NOW } from './test-builders.ts';
import { type CardVersion, type ChangedCard, planCardUndo } from './undo.ts';

const byRun: GivenBy = { source: 'ocs', runId: 'run', at: NOW };
const byEarlierRun: GivenBy = { source: 'ocs', runId: 'earlier', at: EARLIER };
const byPerson: GivenBy = { source: 'person', runId: null, at: NOW };

function version(values: CardVersion['values'], provenance: CardVersion['provenance']): CardVersion {
  return { values, provenance };
}

function undoOf(card: Partial<ChangedCard>) {
  const whole = {
    id: 'a',
    class: 'Computer',
    key: 'PC-1',
    before: null,
    after: null,
    now: null,
    hangers: [],
    ...card,
  };
  const { action, values, given, left } = planCardUndo(whole, 'run');
  return { action, values, given, left: left.map((each) => `${each.attribute}: ${each.reason}`) };
}

describe('undoing an update', () => {
  const before = version({ RAM: 1, OS: 'old' }, { RAM: byEarlierRun, OS: byEarlierRun });
  const after = version({ RAM: 2, OS: null }, { RAM: byRun, OS: byRun });

  test('gives values and their provenance back', () => {
    expect(undoOf({ before, after, now: after })).toEqual({
      action: 'update',
      values: { RAM: 1, OS: 'old' },
      given: { RAM: byEarlierRun, OS: byEarlierRun },
      left: [],
    });
  });

  test('takes the provenance away of a value that was not there', () => {
    const bare = version({}, {});
    const set = version({ RAM: 2 }, { RAM: byRun });

    expect(undoOf({ before: bare, after: set, now: set })).toMatchObject({
      values: { RAM: null },
      given: { RAM: null },
    });
  });

  test('leaves what was changed since, even to the same value', () => {
    const now = version({ RAM: 2, OS: null }, { RAM: byPerson, OS: byRun });

    expect(undoOf({ before, after, now })).toMatchObject({
      action: 'update',
      values: { OS: 'old' },
      left: [`RAM: It was changed since by person at ${NOW}`],
    });
  });

  test('leaves a card that was retired since', () => {
    expect(undoOf({ before, after, now: null })).toMatchObject({
      action: 'none',
      left: ['null: It was retired since'],
    });
  });
});

describe('undoing a creation', () => {
  const after = version({ RAM: 2 }, { RAM: byRun });

  test('retires the card', () => {
    expect(undoOf({ after, now: after })).toMatchObject({ action: 'retire', left: [] });
  });

  test('leaves it when it was edited since, or others hang on it', () => {
    const edited = version({ RAM: 2, OS: 'x' }, { RAM: byRun, OS: byPerson });

    expect(undoOf({ after, now: edited })).toMatchObject({
      action: 'none',
      left: [
        'null: It was edited since it was created: it stays',
        `OS: It was changed since by person at ${NOW}`,
      ],
    });
    expect(undoOf({ after, now: after, hangers: ['a document'] })).toMatchObject({
      action: 'none',
      left: ['null: It stays, since there is a document'],
    });
  });
});

describe('undoing a retirement', () => {
  const before = version({ Code: 'PC-1', RAM: 1, OS: null }, { RAM: byEarlierRun });

  test('brings the card back as it was', () => {
    expect(undoOf({ before })).toMatchObject({
      action: 'restore',
      values: { Code: 'PC-1', RAM: 1 },
      given: { RAM: byEarlierRun },
    });
  });

  test('leaves a card that somebody has brought back', () => {
    expect(undoOf({ before, now: before })).toMatchObject({ action: 'none' });
  });
});
