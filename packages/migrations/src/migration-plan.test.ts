import { expect, test } from 'vitest';
import { checksumOf, type Migration } from './migration-files.ts';
import { planMigrations } from './migration-plan.ts';

function file(name: string, sql = name): Migration {
  return { name, sql, checksum: checksumOf(sql) };
}

test('what was not applied is pending, in name order', () => {
  const files = [file('1-a.sql'), file('2-b.sql'), file('3-c.sql')];

  expect(planMigrations(files, [file('1-a.sql')])).toEqual({ pending: [files[1], files[2]] });
});

test('nothing is pending when all was applied', () => {
  expect(planMigrations([file('1-a.sql')], [file('1-a.sql')])).toEqual({ pending: [] });
});

test('files changed after they were applied are all named, and nothing is pending', () => {
  const plan = planMigrations(
    [file('1-a.sql', 'new'), file('2-b.sql', 'new'), file('3-c.sql')],
    [file('1-a.sql', 'old'), file('2-b.sql', 'old')],
  );

  expect('faults' in plan && plan.faults.map((fault) => fault.path)).toEqual(['1-a.sql', '2-b.sql']);
});

test('an applied file that is gone from between the others is a fault', () => {
  const plan = planMigrations([file('2-b.sql')], [file('1-a.sql'), file('2-b.sql')]);

  expect('faults' in plan && plan.faults.map((fault) => fault.path)).toEqual(['1-a.sql']);
});

test('migrations of a newer version are no fault', () => {
  expect(planMigrations([file('1-a.sql')], [file('1-a.sql'), file('2-b.sql')])).toEqual({ pending: [] });
});

test('line ends of a checkout do not change a checksum', () => {
  expect(checksumOf('a;\r\nb;')).toBe(checksumOf('a;\nb;'));
});
