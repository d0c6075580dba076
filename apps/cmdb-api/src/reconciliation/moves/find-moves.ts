import {
  decideMove,
  type Mentions,
  type PartOwner,
  SERIAL_ATTRIBUTE,
  type StandingPart,
} from '@popis/reconciliation';
import type { Tx } from '../../platform/database/database.ts';
import { listSourceCards } from '../current-state.read-model.ts';
import { listPartPlaces, type StateScope } from '../current-state.ts';
import {
  type ArrivalRow,
  countArrivals,
  listArrivals,
  listCardsBySerial,
  listMentions,
  listOwners,
  type OwnerRow,
} from './moves.read-model.ts';

const arrivalsAtOnce = 5_000;

/** A part that has moved: as the plan would create it, and the card that it is. */
export interface FoundMove {
  readonly arrival: ArrivalRow;
  /** The card that stands. */
  readonly cardId: string;
  readonly owner: PartOwner | null;
  /** How people call the master that had it. */
  readonly from: string | null;
}

/** What a look over the whole plan finds. */
export interface FoundMoves {
  readonly moves: readonly FoundMove[];
  /** Parts that may have moved, and why nobody can tell. */
  readonly doubts: readonly { readonly class: string; readonly serial: string; readonly reason: string }[];
}

/**
 * Finds among the parts that the plan of a run would create those that stand elsewhere and have moved. Reads nothing of
 * the CMDB while the plan creates no part that has a serial number of its own.
 */
export async function findMoves(tx: Tx, scope: StateScope, runId: string): Promise<FoundMoves> {
  const moves: FoundMove[] = [];
  const doubts = new Map<string, FoundMoves['doubts'][number]>();
  for (let afterSeq = 0; ; ) {
    const page = await listArrivals(tx, runId, afterSeq, arrivalsAtOnce);
    const arrivals = page.filter((arrival) => arrival.planned);
    for (const [className, some] of Map.groupBy(arrivals, (arrival) => arrival.class)) {
      const facts = await readFacts(tx, scope, runId, className, some);
      if (facts === undefined) continue;
      for (const arrival of some) {
        const { class: of, serial } = arrival;
        const decided = decideMove(arrival, facts.standing.get(serial) ?? [], facts.mentionsOf(serial));
        if (decided?.kind === 'doubt') doubts.set(`${of} ${serial}`, { class: of, serial, ...decided });
        if (decided?.kind !== 'move') continue;
        const { cardId, owner } = decided;
        moves.push({ arrival, cardId, owner, from: facts.names.get(owner?.relationId ?? '') ?? null });
      }
    }
    afterSeq = page.at(-1)?.seq ?? afterSeq;
    if (page.length < arrivalsAtOnce) return { moves, doubts: [...doubts.values()] };
  }
}

/** What is known of the serial numbers of arriving parts of one class. */
interface MoveFacts {
  readonly standing: ReadonlyMap<string, readonly StandingPart[]>;
  /** How people call the masters, by relation. */
  readonly names: ReadonlyMap<string, string | null>;
  mentionsOf(serial: string): Mentions;
}

async function readFacts(
  tx: Tx,
  scope: StateScope,
  runId: string,
  className: string,
  arrivals: readonly ArrivalRow[],
): Promise<MoveFacts | undefined> {
  const classId = scope.catalogue.classId(className);
  const wanted = arrivals.map((arrival) => arrival.serial);
  const cards = await listCardsBySerial(tx, classId, SERIAL_ATTRIBUTE, wanted);
  if (cards.length === 0) return undefined;
  const ids = cards.map((card) => card.id);
  const serials = [...new Set(cards.map((card) => card.serial))];
  const owners = await listOwners(tx, ids, ownerDomains(scope, arrivals));
  const known = await listSourceCards(tx, scope.source, ids);
  const counts = await countArrivals(tx, runId, className, serials);
  const masterIds = [...new Set(owners.map((owner) => owner.masterId))];
  const mentions = await listMentions(tx, runId, SERIAL_ATTRIBUTE, { masterIds, serials });
  const ofCard = Map.groupBy(owners, (owner) => owner.cardId);
  const sourceCards = new Map(known.map((row) => [row.cardId, row]));
  const bySerial = Map.groupBy(cards, (card) => card.serial);
  const spoken = Map.groupBy(
    mentions.filter((mention) => mention.class === className),
    (mention) => mention.serial,
  );
  const standing = [...bySerial].map(([serial, some]) => {
    const parts = some.map(({ id }) => ({
      cardId: id,
      createdBySource: sourceCards.get(id)?.created ?? false,
      shared: sourceCards.get(id)?.shared ?? false,
      owners: (ofCard.get(id) ?? []).map((row) => toOwner(row, scope)),
    }));
    return [serial, parts] as const;
  });
  return {
    standing: new Map(standing),
    names: new Map(owners.map((owner) => [owner.relationId, owner.masterName])),
    mentionsOf(serial) {
      const said = (spoken.get(serial) ?? []).map((mention) => mention.masterId);
      return {
        arrivals: counts.get(serial) ?? 0,
        masters: new Set(said.filter((id) => id !== null)),
        quarantined: said.includes(null),
      };
    },
  };
}

function toOwner(row: OwnerRow, { catalogue, source }: StateScope): PartOwner {
  const { relationId, masterId, direction } = row;
  const domain = catalogue.domainById(row.domainId).name;
  return { relationId, masterId, direction, domain, relatedBySource: row.relatedBy === source };
}

/** The domains on which masters have parts, by the end at which the masters stand: those of the mapping and of the parts. */
function ownerDomains(
  scope: StateScope,
  arrivals: readonly ArrivalRow[],
): Record<'directed' | 'inverted', number[]> {
  const masters = scope.mapping.classes.filter((each) => each.master).map((each) => each.name);
  const places = [...listPartPlaces(scope, [], masters), ...arrivals];
  const idsAt = (direction: string) => {
    const ids = places
      .filter((place) => place.direction === direction)
      .map((place) => scope.catalogue.domainId(place.domain));
    return [...new Set(ids)];
  };
  return { directed: idsAt('directed'), inverted: idsAt('inverted') };
}
