import { expect, test } from 'vitest';
import { groupAttributes } from './attribute-groups.ts';
import { testAttribute } from './test-card.ts';

test('attributes stand in their groups by position, code first and notes last', () => {
  const groups = groupAttributes([
    testAttribute('Notes', { position: 0 }),
    testAttribute('RAM', { position: 2, group: 'Hardware' }),
    testAttribute('OS', { position: 3 }),
    testAttribute('CPU', { position: 1, group: 'Hardware' }),
    testAttribute('Code', { position: 9 }),
  ]);

  expect(groups.map((group) => [group.name, group.attributes.map((each) => each.name)])).toEqual([
    ['General', ['Code', 'OS', 'Notes']],
    ['Hardware', ['CPU', 'RAM']],
  ]);
});
