/** What may happen to a card. */
export const scenarioEvents = ['fail', 'retire', 'move', 'expire'] as const;
export type ScenarioEvent = (typeof scenarioEvents)[number];

/** What becomes of a card that a scenario reaches. */
export const scenarioEffects = ['fails', 'retires', 'moves', 'expires', 'uncovered'] as const;
export type ScenarioEffect = (typeof scenarioEffects)[number];

/** Date attributes of the seeded model that say when a card ends: contracts and licences, items. */
export const usualEnds: readonly string[] = ['EndDate', 'ServiceUntil'];

/** What is taken to happen. */
export interface Scenario {
  event: ScenarioEvent;
  /** The day of `expire`. */
  on?: string | undefined;
  /** Date attributes that say when a card ends; absent = {@link usualEnds}. */
  ends?: readonly string[] | undefined;
}

/** When a card ends, as one of its own attributes says. */
export interface CardEnd {
  attribute: string;
  on: string;
}

/** What is wrong with a scenario, by the name of the parameter. */
export function findScenarioFaults({ event, on, ends }: Scenario): { at: 'on' | 'ends'; message: string }[] {
  const faults: { at: 'on' | 'ends'; message: string }[] = [];
  if (event === 'expire')
    return on === undefined ? [{ at: 'on', message: 'must say the day of "expire"' }] : [];
  if (on !== undefined) faults.push({ at: 'on', message: 'goes with the event "expire" only' });
  if (ends !== undefined) faults.push({ at: 'ends', message: 'goes with the event "expire" only' });
  return faults;
}

/** Of several ends the first one ends the card. */
export function firstEnd(one: CardEnd | undefined, other: CardEnd): CardEnd {
  return one !== undefined && one.on <= other.on ? one : other;
}

/** A card with an end of its own on a later day goes on until then; all others have ended by the day. */
export function hasEnded(end: CardEnd | undefined, day: string): boolean {
  return end === undefined || end.on <= day;
}
