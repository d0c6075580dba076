import { describe, expect, test } from 'vitest';
import {
  compareVersions,
  faultsByField,
  formatMoneyDraft,
  parseField,
  parseMoneyDraft,
  planCreation,
  planEdit,
  toDraft,
} from './draft.ts';
import { testAttribute, testCard } from './test-card.ts';

const ram = testAttribute('RAM', { type: 'integer' });
const os = testAttribute('OS');
const room = testAttribute('Room', { type: 'reference' });
const code = testAttribute('Code', { mandatory: true });
const attributes = [code, os, ram, room];
const r214 = { id: 'r1', class: 'Room', code: 'R-214', description: null };

describe('a field', () => {
  test('is read as its type wants it', () => {
    expect(parseField(ram, ' 4096 ')).toEqual({ value: 4096 });
    expect(parseField(testAttribute('Price', { type: 'decimal' }), '12,50')).toEqual({ value: 12.5 });
    expect(parseField(testAttribute('Spare', { type: 'boolean' }), 'false')).toEqual({ value: false });
    expect(parseField(testAttribute('Raw', { type: 'json' }), '{"a":[1]}')).toEqual({ value: { a: [1] } });
    expect(parseField(room, r214)).toEqual({ value: 'r1' });
  });

  test('of several parts comes back as it was opened', () => {
    const uses = testAttribute('Uses', { type: 'lookupArray', lookup: 'Use' });
    const price = testAttribute('Price', { type: 'money' });
    const draft = toDraft([uses, price], { Uses: ['a b', 'c'], Price: '1250.00 EUR' });

    expect(parseField(uses, draft.Uses ?? null)).toEqual({ value: ['a b', 'c'] });
    expect(parseField(uses, '')).toEqual({ value: null });
    expect(parseMoneyDraft(draft.Price ?? null)).toEqual({ amount: '1250.00', currency: 'EUR' });
    expect(parseField(price, formatMoneyDraft(' 12,50', 'RSD'))).toEqual({ value: '12.50 RSD' });
    expect(parseField(price, formatMoneyDraft(' ', 'RSD'))).toEqual({ value: null });
  });

  test('that is empty is no value', () => {
    expect(parseField(os, '  ')).toEqual({ value: null });
    expect(parseField(room, null)).toEqual({ value: null });
  });

  test('that cannot be read has a fault', () => {
    expect(parseField(ram, '4.5')).toEqual({ fault: 'must be a whole number' });
    expect(parseField(ram, 'lots')).toEqual({ fault: 'must be a number' });
    expect(parseField(testAttribute('Raw', { type: 'json' }), '{')).toEqual({ fault: 'must be JSON' });
  });

  test('of an instant comes back to the minute it was opened with', () => {
    const seen = testAttribute('Seen', { type: 'timestamp' });
    const draft = toDraft([seen], { Seen: '2026-11-23T08:30:00.000Z' });

    expect(parseField(seen, draft.Seen ?? null)).toEqual({ value: '2026-11-23T08:30:00.000Z' });
  });
});

describe('an edit', () => {
  const before = toDraft(attributes, { Code: 'PC-1', OS: 'Debian', RAM: 3072, Room: r214 });

  test('sends only what differs', () => {
    const edit = planEdit(attributes, before, { ...before, RAM: '4096' });

    expect(edit).toEqual({ values: { RAM: 4096 }, faults: {} });
  });

  test('of nothing sends nothing, also when the same card is picked again', () => {
    const edit = planEdit(attributes, before, { ...before, Room: { ...r214, description: 'Accounting' } });

    expect(edit).toEqual({ values: {}, faults: {} });
  });

  test('clears what was emptied', () => {
    const edit = planEdit(attributes, before, { ...before, OS: '', Room: null });

    expect(edit.values).toEqual({ OS: null, Room: null });
  });

  test('with a fault names the field', () => {
    expect(planEdit(attributes, before, { ...before, RAM: 'x' }).faults).toEqual({ RAM: 'must be a number' });
  });
});

test('a new card sends what was filled in and misses what is mandatory', () => {
  const plan = planCreation(attributes, { ...toDraft(attributes, {}), RAM: '8192' });

  expect(plan).toEqual({ values: { RAM: 8192 }, faults: { Code: 'is mandatory' } });
});

test('faults of the server come beside their fields, others together', () => {
  const faults = [
    { path: 'attributes.RAM', message: 'must be a whole number' },
    { path: 'attributes.RAM', message: 'must not be negative' },
    { path: 'reason', message: 'is too long' },
  ];

  expect(faultsByField(faults, attributes)).toEqual({
    RAM: 'must be a whole number; must not be negative',
    '': 'reason is too long',
  });
});

test('a lost race shows what the other changed and what this form changes', () => {
  const base = testCard({ Code: 'PC-1', OS: 'Debian', RAM: 3072, Room: r214 });
  const theirs = testCard({ Code: 'PC-1', OS: 'Debian', RAM: 4096, Room: null });
  const mine = { ...toDraft(attributes, base.attributes), RAM: '8192', OS: 'Fedora' };

  const clashes = compareVersions(attributes, base, theirs, mine);

  expect(clashes.map((clash) => [clash.attribute.name, clash.before, clash.theirs, clash.mine])).toEqual([
    ['OS', 'Debian', 'Debian', 'Fedora'],
    ['RAM', 3072, 4096, '8192'],
    ['Room', r214, null, undefined],
  ]);
});
