import type { ContactHour } from '../api/types.ts';

/** How contacts end, in the order in which a bar is built from its foot. */
export const outcomes = ['answered', 'refused', 'failed'] as const;
export type Outcome = (typeof outcomes)[number];

/** A part of a bar, in the units of the picture. */
export interface BarPart {
  outcome: Outcome;
  x: number;
  y: number;
  width: number;
  height: number;
}

/** One hour as it is drawn. */
export interface HourBar {
  hour: string;
  parts: BarPart[];
}

const GAP = 0.2;

/** Bars of hours that share a width, the highest as high as the picture; an hour without contacts has no part. */
export function toHourBars(
  hours: readonly ContactHour[],
  size: { width: number; height: number },
): { bars: HourBar[]; most: number } {
  const most = Math.max(0, ...hours.map((hour) => sumOf(hour)));
  const step = size.width / Math.max(1, hours.length);
  const bars = hours.map((hour, index) => {
    const parts: BarPart[] = [];
    let foot = size.height;
    for (const outcome of outcomes) {
      const height = most === 0 ? 0 : (hour[outcome] / most) * size.height;
      foot -= height;
      if (height > 0) {
        parts.push({ outcome, x: index * step, y: foot, width: step * (1 - GAP), height });
      }
    }
    return { hour: hour.hour, parts };
  });
  return { bars, most };
}

/** All contacts of an hour. */
export function sumOf(hour: ContactHour): number {
  return hour.answered + hour.refused + hour.failed;
}

/** How many contacts of all hours ended so. */
export function countOutcome(hours: readonly ContactHour[], outcome: Outcome): number {
  let count = 0;
  for (const hour of hours) count += hour[outcome];
  return count;
}
