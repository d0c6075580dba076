import { expect, test } from 'vitest';
import { fillHours } from './contact-hours.ts';

test('hours without contacts are named too, in their order', () => {
  const hours = fillHours([{ unixHour: 494_111, answered: 3, refused: 1, failed: 0 }], 494_110, 494_112);

  expect(hours).toEqual([
    { hour: '2026-05-14T22:00:00.000Z', answered: 0, refused: 0, failed: 0 },
    { hour: '2026-05-14T23:00:00.000Z', answered: 3, refused: 1, failed: 0 },
    { hour: '2026-05-15T00:00:00.000Z', answered: 0, refused: 0, failed: 0 },
  ]);
});
