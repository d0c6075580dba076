import { expect, test } from 'vitest';
import { groupByAncestors } from './lookup-groups.ts';

const value = (code: string, ...above: string[]) => ({
  code,
  label: code,
  position: 0,
  active: true,
  ancestors: above.map((label) => ({ lookup: 'L', code: label, label })),
});

test('values stand below what is above them, the topmost first', () => {
  const groups = groupByAncestors([
    value('latitude', 'Dell', 'US'),
    value('other'),
    value('xps', 'Dell', 'US'),
  ]);

  expect(groups.map(({ label, values }) => [label, values.map(({ code }) => code)])).toEqual([
    ['US / Dell', ['latitude', 'xps']],
    ['', ['other']],
  ]);
});
