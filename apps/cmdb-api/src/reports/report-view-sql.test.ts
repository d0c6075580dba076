import { expect, test } from 'vitest';
import { planReports } from './renew-reports.ts';
import { toSqlName } from './report-view-sql.ts';

test.each([
  ['Computer', 'computer'],
  ['NetworkDevice', 'network_device'],
  ['IPAddress', 'ip_address'],
  ['OSVersion', 'os_version'],
  ['UUID', 'uuid'],
  ['LastInventoryAt', 'last_inventory_at'],
  ['Room_code', 'room_code'],
])('%s is %s in SQL', (name, inSql) => {
  expect(toSqlName(name)).toBe(inSql);
});

test('only views that differ are made again, and those of no class go', () => {
  const view = (name: string, definition: string) => ({ name, definition, description: '', columns: {} });

  const plan = planReports(
    [view('same', 'SELECT 1'), view('other', 'SELECT 1'), view('gone', 'SELECT 1')],
    [view('same', 'SELECT 1'), view('other', 'SELECT 2'), view('new', 'SELECT 3')],
  );

  expect(plan.drop).toEqual(['gone']);
  expect(plan.replace.map(({ name }) => name)).toEqual(['other', 'new']);
});
