import { describe, expect, test } from 'vitest';
import { listNames, listReferences, listReferredClasses, planLateReferences } from './references.ts';
import { cardOf, catalogue, contextOf, mapping, rawComputer, rawModule } from './test-builders.ts';

describe('what records refer to', () => {
  test('is told by attribute and text, as far as the mapping goes', () => {
    const raw = rawComputer(1, 'PC-1', { Room: ' B-214 ', OS: 'Debian' });
    const narrow = { version: '1', classes: [{ name: 'Computer', attributes: ['OS'], master: true }] };

    expect(listReferences(raw, mapping, catalogue)).toEqual([
      { class: 'Room', text: 'B-214', attribute: 'Room', path: 'attributes.Room', canWait: true },
    ]);
    expect(listReferences(raw, narrow, catalogue)).toEqual([]);
  });

  test('is nothing of the run where the mapping makes no such cards', () => {
    const rooms = { name: 'Room', attributes: ['Code'], master: true };

    expect(listReferredClasses(mapping, catalogue).size).toBe(0);
    expect(listReferredClasses({ ...mapping, classes: [...mapping.classes, rooms] }, catalogue)).toEqual(
      new Set(['Room']),
    );
  });

  test('is looked for by key, Code and Description, of the record and of its parts', () => {
    const raw = rawComputer(1, ' PC-1 ', { Description: 'Ana' }, [rawModule('M-1', 'left', '1', '1')]);

    expect(listNames(raw, new Set(['Item', 'Room']), catalogue)).toEqual(
      new Set(['Item\nPC-1', 'Item\nAna', 'Item\nM-1', 'Item\nleft']),
    );
  });
});

describe('a reference that is set once all cards are there', () => {
  const card = cardOf('pc-1', 'Computer', { Code: 'PC-1' });
  const master = { class: 'Computer', key: 'PC-1', cardId: card.id };

  test('is an update of the card that the run has created', () => {
    const [step] = planLateReferences({ ...master, isWritten: true }, { Room: 'room' }, contextOf());

    expect(step).toMatchObject({ action: 'update', cardId: card.id, base: null });
    expect(step?.differences).toMatchObject([{ attribute: 'Room', old: null, new: 'room' }]);
  });

  test('is held against a card as it stands, unless the run has written it by then', () => {
    const standing = { ...master, current: card };
    const [untouched] = planLateReferences({ ...standing, isWritten: false }, { Room: 'room' }, contextOf());
    const [written] = planLateReferences({ ...standing, isWritten: true }, { Room: 'room' }, contextOf());

    expect([untouched?.base, written?.base]).toEqual([card.changeId, null]);
  });

  test('is nothing where the card shows it already', () => {
    const shown = cardOf('pc-1', 'Computer', { Code: 'PC-1', Room: 'room' });
    const known = { ...master, cardId: shown.id, current: shown, isWritten: false };

    expect(planLateReferences(known, { Room: 'room' }, contextOf())).toEqual([]);
  });
});
