import type { AnswerOf, Operations } from '@popis/inventory-administration';
import type { ContactJournal, HourCount } from './contact-journal.ts';

type Hour = AnswerOf<Operations['countContactsPerHour']>['items'][number];

const HOUR_MS = 3_600_000;

/** Contacts of the last whole hours and the one that is running, the earliest first. */
export async function listContactHours(
  journal: ContactJournal,
  hours: number,
  nowMs: number,
): Promise<Hour[]> {
  const last = Math.floor(nowMs / HOUR_MS);
  const first = last - hours + 1;
  return fillHours(await journal.countHours(first * HOUR_MS), first, last);
}

/** An hour without contacts says the most: it is named too. */
export function fillHours(counted: readonly HourCount[], first: number, last: number): Hour[] {
  const found = new Map(counted.map((hour) => [hour.unixHour, hour]));
  const hours: Hour[] = [];
  for (let unixHour = first; unixHour <= last; unixHour += 1) {
    const { answered = 0, refused = 0, failed = 0 } = found.get(unixHour) ?? {};
    hours.push({ hour: new Date(unixHour * HOUR_MS).toISOString(), answered, refused, failed });
  }
  return hours;
}
