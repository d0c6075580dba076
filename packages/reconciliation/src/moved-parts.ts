import { normaliseSerial } from '@popis/identification';
import type { Direction } from '@popis/model';
import type { CurrentCard } from './current-state.ts';
import type { PlanContext } from './diff-card.ts';
import type { PlannedChange } from './plan.ts';
import { codeOf, planCard, updateNothing } from './plan-change.ts';
import type { RecordPart } from './run-record.ts';

/** The attribute that, where it alone identifies a part, is the part's own: it says which one it is under any master. */
export const SERIAL_ATTRIBUTE = 'SerialNumber';
/** What is shorter is a count, a slot or a default, and comes in many machines. */
const SHORTEST_SERIAL = 5;

/** A serial number by which a part is known wherever it is, in compared form; null where it may be many parts'. */
export function toPartSerial(raw: unknown): string | null {
  const serial = typeof raw === 'string' ? normaliseSerial(raw) : null;
  return serial === null || serial.length < SHORTEST_SERIAL ? null : serial;
}

/** The serial number by which a part of a record is known wherever it is; null where its master is needed to know it. */
export function serialOfPart({ identify, shared, attributes }: RecordPart): string | null {
  const [only, ...more] = identify;
  if (shared || only !== SERIAL_ATTRIBUTE || more.length > 0) return null;
  return toPartSerial(attributes[SERIAL_ATTRIBUTE]);
}

/** A part that a master has by its record and that stands as a card elsewhere. */
export interface ArrivingPart {
  readonly class: string;
  readonly domain: string;
  readonly direction: Direction;
  readonly serial: string;
  readonly card: CurrentCard;
  /** The relation with the master that had it; null when it was nobody's. */
  readonly relationId: string | null;
  /** How people call the master that had it. */
  readonly from: string | null;
}

/** Parts of a record for which no card of the master stands, as far as their cards stand elsewhere and come from there. */
export interface MovedParts {
  readonly moved: readonly { readonly wanted: RecordPart; readonly arriving: ArrivingPart }[];
  readonly missing: readonly RecordPart[];
}

/** Tells the parts that arrive from those that are new. */
export function findMovedParts(
  missing: readonly RecordPart[],
  arriving: readonly ArrivingPart[],
): MovedParts {
  if (arriving.length === 0) return { moved: [], missing };
  const coming = new Map(arriving.map((part) => [placeOf(part, part.serial), part]));
  const moved: MovedParts['moved'][number][] = [];
  const fresh: RecordPart[] = [];
  for (const wanted of missing) {
    const serial = serialOfPart(wanted);
    const found = serial === null ? undefined : coming.get(placeOf(wanted, serial));
    if (found === undefined) fresh.push(wanted);
    else moved.push({ wanted, arriving: found });
  }
  return { moved, missing: fresh };
}

/**
 * Plans a part's way from one master to another: one step for its values and both relations, so that it is written, held
 * back and refused as one.
 */
export function planMove(
  wanted: RecordPart,
  arriving: ArrivingPart,
  to: { readonly masterId: string; readonly key: string },
  context: PlanContext,
): readonly PlannedChange[] {
  const { card, relationId, from, domain, direction } = arriving;
  const key = codeOf(wanted.attributes);
  const changes = planCard(card, wanted.attributes, key, context);
  const update = changes.find((change) => change.action === 'update') ?? updateNothing(card, key);
  const reason = from === null ? `Moved to ${to.key}` : `Moved from ${from} to ${to.key}`;
  const relation = { domain, direction, masterId: to.masterId, relationId };
  return [{ ...update, reason, relation }, ...changes.filter((change) => change.action !== 'update')];
}

function placeOf(
  { domain, direction, class: className }: Pick<RecordPart, 'domain' | 'direction' | 'class'>,
  serial: string,
): string {
  return `${domain}\n${direction}\n${className}\n${serial}`;
}
