import { expect, test } from 'vitest';
import { formatOperation, parseActsSearch, toActFilter } from './acts-search.ts';

test('acts are filtered by what the address says, and by nothing that it cannot say', () => {
  const search = parseActsSearch({
    actor: 'admin',
    target: 12,
    operation: '',
    outcome: 'lost',
    cursor: 'c',
    from: '50',
    limit: 'all',
  });

  expect(search).toEqual({ actor: 'admin', target: '12', cursor: 'c', from: 50 });
  expect(toActFilter(search)).toEqual({ actor: 'admin', target: '12' });
  expect(parseActsSearch({ outcome: 'failed' })).toEqual({ outcome: 'failed' });
});

test('an operation is told in words', () => {
  expect(formatOperation('mergeDevices')).toBe('merge devices');
  expect(formatOperation('putSetting')).toBe('put setting');
});
