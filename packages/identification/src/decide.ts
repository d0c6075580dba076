import { type Contact, DAY_MS, type Holders, type KnownDevice } from './contact.ts';
import { explainOutcome } from './explain.ts';
import type { Rules } from './rules.ts';
import { type Term, type Weighed, weigh } from './weigh.ts';

/** What a candidate comes to. */
export type Standing = 'same' | 'review' | 'other';

/** Why a candidate does not come to what its points say. */
export type Obstacle =
  /** Decided, or said by a person, before. */
  | 'distinct'
  /** It owns a key that did not sign this contact. */
  | 'key'
  /** A virtual machine's old DEVICEID came back after another had taken its place: there are two. */
  | 'returned'
  /** Only copied or made-up values agree, and it was heard of while this one was alive already: there are two. */
  | 'overlap'
  /** A virtual machine whose silence is too short to tell a copy from a change. */
  | 'may-be-copy'
  /** Its firmware or installation agrees, but adapters and disks are others: a disk image, or values of a whole series. */
  | 'other-parts'
  /** Another candidate is as good and is not the same machine. */
  | 'rival';

/** A candidate with what speaks for and against it. */
export interface Verdict {
  readonly id: number;
  readonly machine: Weighed['machine'];
  readonly standing: Standing;
  readonly score: number;
  readonly terms: readonly Term[];
  readonly obstacle: Obstacle | null;
  /** It reports under the contact's DEVICEID. */
  readonly isOwn: boolean;
}

/** Which device a contact belongs to, and everything that led there. */
export interface Decision {
  readonly outcome: 'same' | 'new' | 'review';
  /** The device that it is, or that a person has to look at. */
  readonly deviceId: number | null;
  /** Another device of the estate that turned out to be this one too. */
  readonly twinId: number | null;
  /** A device that may still turn out to be this one; until then the two do not count as two. */
  readonly doubtId: number | null;
  /** All candidates, the best first. */
  readonly verdicts: readonly Verdict[];
  readonly rules: string;
  readonly sameFrom: number;
  /** For people: what decided, and what would have decided otherwise. */
  readonly because: string;
  readonly counterfactual: string | null;
}

const RANK: Readonly<Record<Standing, number>> = { same: 2, review: 1, other: 0 };

/** Decides which of the candidates a contact comes from. Neither their order nor that of their values matters. */
export function decide(
  contact: Contact,
  candidates: readonly KnownDevice[],
  holders: Holders,
  rules: Rules,
): Decision {
  const own = new Set(
    candidates.filter((each) => each.names.includes(contact.deviceId)).map((each) => each.id),
  );
  const ownGroups = new Set(candidates.filter((each) => own.has(each.id)).map((each) => each.group));
  const others = withoutOwn(holders, ownGroups);
  const weighed = candidates.map((device) => ({ device, ...weigh(contact, device, others, rules) }));
  // The row that is the contact's own by its hardware too, if there is one: it has been alive since that row's first word.
  const home = weighed
    .filter((each) => own.has(each.device.id) && each.score >= rules.sameFrom)
    .sort((a, b) => b.score - a.score || a.device.id - b.device.id)[0]?.device;
  const since = home?.firstContactAt ?? contact.at;
  const verdicts = weighed.map((each) =>
    judge({ contact, home, since, rules }, each.device, each, own.has(each.device.id)),
  );
  const lastContact = new Map(candidates.map((each) => [each.id, each.lastContactAt]));
  verdicts.sort(
    (a, b) =>
      RANK[b.standing] - RANK[a.standing] ||
      b.score - a.score ||
      (lastContact.get(b.id) ?? 0) - (lastContact.get(a.id) ?? 0) ||
      a.id - b.id,
  );
  const settled = settleRivals(verdicts, candidates, rules);
  const choice = choose(settled);
  return {
    ...choice,
    verdicts: settled,
    rules: rules.version,
    sameFrom: rules.sameFrom,
    ...explainOutcome(choice, settled, rules),
  };
}

/** The contact's own rows have its values because they are its: they do not share them. */
function withoutOwn(holders: Holders, own: ReadonlySet<number>): Holders {
  return new Map([...holders].map(([identifier, ids]) => [identifier, ids.filter((id) => !own.has(id))]));
}

interface Case {
  contact: Contact;
  home: KnownDevice | undefined;
  since: number;
  rules: Rules;
}

function judge(each: Case, device: KnownDevice, weighed: Weighed, isOwn: boolean): Verdict {
  const { rules } = each;
  const { score } = weighed;
  const reviewFrom = isOwn ? rules.reviewOwnFrom : rules.reviewFrom;
  const byPoints: Standing = score >= rules.sameFrom ? 'same' : score >= reviewFrom ? 'review' : 'other';
  const obstacle = byPoints === 'other' ? null : findObstacle(each, device, weighed, isOwn);
  const standing = obstacle === null ? byPoints : standingUnder(obstacle);
  return { id: device.id, ...weighed, standing, obstacle, isOwn };
}

function standingUnder(obstacle: Obstacle): Standing {
  return obstacle === 'distinct' || obstacle === 'returned' || obstacle === 'overlap' ? 'other' : 'review';
}

function findObstacle(each: Case, device: KnownDevice, weighed: Weighed, isOwn: boolean): Obstacle | null {
  const { contact, rules } = each;
  const isSame = weighed.score >= rules.sameFrom;
  if (each.home !== undefined && device.distinctFrom.includes(each.home.id)) {
    return 'distinct';
  }
  if (isSame && device.ownsKey && contact.provenId !== device.id) {
    return 'key';
  }
  // Adapters that agree in part only are those of a dock.
  const hasOtherParts = !agrees(weighed, 'mac') && saysOf(weighed, 'disk') === 'differs';
  if (weighed.machine === 'virtual') {
    return isOwn && isSame ? null : findCopy(each, device, isOwn);
  }
  if (!hasOtherParts) {
    return null;
  }
  return device.lastContactAt > each.since ? 'overlap' : 'other-parts';
}

/** Whether a kind of evidence agrees, or cannot be compared. */
function agrees(weighed: Weighed, kind: Term['kind']): boolean {
  const says = saysOf(weighed, kind);
  return says === undefined || says === 'agrees';
}

function saysOf(weighed: Weighed, kind: Term['kind']): Term['says'] | undefined {
  return weighed.terms.find((term) => term.kind === kind)?.says;
}

/** Two that were heard of in turns are two; whether one took the other's place only silence tells. */
function findCopy({ contact, since, rules }: Case, device: KnownDevice, isOwn: boolean): Obstacle | null {
  if (device.formerNames.includes(contact.deviceId) && !isOwn) {
    return 'returned';
  }
  if (device.lastContactAt > since) {
    return 'overlap';
  }
  // Silence before this one spoke tells nothing: the machine may have been off while it was copied.
  const silentDays = (contact.at - since) / DAY_MS;
  const isSilent = silentDays >= Math.max(rules.silenceDays, rules.silenceIntervals * device.intervalDays);
  return isSilent ? null : 'may-be-copy';
}

/** Of several that are the same device by points, those besides the best have to be duplicates of it. */
function settleRivals(
  verdicts: readonly Verdict[],
  candidates: readonly KnownDevice[],
  rules: Rules,
): readonly Verdict[] {
  const same = verdicts.filter((verdict) => verdict.standing === 'same');
  const [best, second] = same;
  if (best === undefined || second === undefined || same.some((verdict) => verdict.isOwn)) {
    return verdicts;
  }
  const byId = new Map(candidates.map((device) => [device.id, device]));
  const [first, rival] = [byId.get(best.id), byId.get(second.id)];
  if (first === undefined || rival === undefined || best.score - second.score >= rules.margin) {
    return verdicts;
  }
  const between: Contact = { deviceId: '', fingerprint: rival.fingerprint, at: 0 };
  if (weigh(between, first, new Map(), rules).score >= rules.sameFrom) {
    return verdicts;
  }
  return verdicts.map((verdict) =>
    verdict.standing === 'same' ? { ...verdict, standing: 'review', obstacle: 'rival' } : verdict,
  );
}

function choose(verdicts: readonly Verdict[]): Pick<Decision, 'outcome' | 'deviceId' | 'twinId' | 'doubtId'> {
  const same = verdicts.filter((verdict) => verdict.standing === 'same');
  const own = same.find((verdict) => verdict.isOwn);
  const found = own ?? same[0];
  const twin = own === undefined ? undefined : same.find((verdict) => !verdict.isOwn);
  // Of several duplicates one is made one with the contact's device at a time.
  const doubt = verdicts.find(
    (verdict) => verdict.standing !== 'other' && verdict !== found && verdict !== twin,
  );
  const doubtId = doubt?.id ?? null;
  if (found !== undefined) {
    return { outcome: 'same', deviceId: found.id, twinId: twin?.id ?? null, doubtId };
  }
  return { outcome: doubtId === null ? 'new' : 'review', deviceId: doubtId, twinId: null, doubtId };
}
