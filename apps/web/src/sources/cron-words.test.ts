import { expect, test } from 'vitest';
import { describeCron } from './cron-words.ts';

test.each([
  ['0 2 * * *', 'Every day at 02:00'],
  ['30 2,14 * * *', 'Every day at 02:30 and 14:30'],
  ['0 */6 * * *', 'Every day at 00:00, 06:00, 12:00 and 18:00'],
  ['0 2 * * 1-5', 'At 02:00 on Monday to Friday'],
  ['0 2 * * SAT,SUN', 'At 02:00 on Saturday and Sunday'],
  ['0 2 * * 0', 'At 02:00 on Sunday'],
  ['0 2 * * 7', 'At 02:00 on Sunday'],
  ['0 2 1,15 * *', 'At 02:00 on day 1 and 15 of the month'],
  ['0 2 1 * 1', 'At 02:00 on day 1 of the month, and on Monday'],
  ['0 2 1 1,7 *', 'At 02:00 on day 1 of the month in January and July'],
  ['0 2 * jan-mar *', 'Every day at 02:00 in January to March'],
  ['* * * * *', 'Every minute'],
  ['*/15 * * * *', 'Every 15 minutes'],
  ['*/15 * * * 1', 'Every 15 minutes on Monday'],
  ['5 * * * *', 'Every hour at minute 5'],
  ['0/20 8-17 * * 1-5', 'Every 20 minutes in the hours 8 to 17 on Monday to Friday'],
  ['*/7 * * * *', 'Every hour at minutes 0, 7, 14, 21, 28, 35, 42, 49 and 56'],
])('%s is told as: %s', (cron, words) => {
  expect(describeCron(cron)).toBe(words);
});

test.each([
  '',
  '0 2 * *',
  '0 2 L * *',
  '0 2 * * 5#2',
  '60 2 * * *',
  '0 9-5 * * *',
  'a b c d e',
  '*/0 * * * *',
])('“%s” has no words', (cron) => {
  expect(describeCron(cron)).toBeUndefined();
});
