import type { LabelledCase, LabelledContact } from './tell-story.ts';

/** A contact as something kept it: with which device, and whether it left the question to a person. */
export interface Kept {
  deviceId: number | string;
  isReview: boolean;
  /** Devices that are one by now: from → into. */
  merged?: readonly [number | string, number | string] | undefined;
}

/** How cases of one class fared. */
export interface Score {
  cases: number;
  /** Contacts kept with a device of another machine. */
  falseMerges: number;
  /** Contacts of a machine heard before that cannot be known by their DEVICEID and unchanged hardware alone. */
  trueMatches: number;
  /** Of these, those that are with their machine's device once the story ends. */
  automatic: number;
  /** Of these, those that are left to a person. */
  reviews: number;
  faults: string[];
}

/** Scores one case: `keep` is called with each contact in turn. */
export async function scoreCase(
  story: LabelledCase,
  keep: (contact: LabelledContact) => Kept | Promise<Kept>,
): Promise<Score> {
  const score: Score = { cases: 1, falseMerges: 0, trueMatches: 0, automatic: 0, reviews: 0, faults: [] };
  const into = new Map<number | string, number | string>();
  const resolve = (id: number | string): number | string => {
    const next = into.get(id);
    return next === undefined ? id : resolve(next);
  };
  const seen: { contact: LabelledContact; kept: Kept }[] = [];
  for (const contact of story.contacts) {
    const kept = await keep(contact);
    if (kept.merged !== undefined) {
      into.set(...kept.merged);
    }
    const foreign = seen.some(
      (each) =>
        each.contact.machine !== contact.machine && resolve(each.kept.deviceId) === resolve(kept.deviceId),
    );
    if (foreign) {
      score.falseMerges += 1;
    }
    seen.push({ contact, kept });
  }
  for (const [index, { contact, kept }] of seen.entries()) {
    const before = seen.slice(0, index).findLast((each) => each.contact.machine === contact.machine);
    const first = seen.find((each) => each.contact.machine === contact.machine);
    if (
      before === undefined ||
      first === undefined ||
      contact.expected !== 'same' ||
      isPlain(before.contact, contact)
    ) {
      continue;
    }
    score.trueMatches += 1;
    if (resolve(first.kept.deviceId) === resolve(kept.deviceId)) {
      score.automatic += 1;
    } else if (isLeft(seen, contact, kept)) {
      score.reviews += 1;
    }
  }
  const found = score.falseMerges > 0 || score.automatic < score.trueMatches;
  return found ? { ...score, faults: [`${story.model}: ${story.story}`] } : score;
}

/** Its machine's last word was a question. */
function isLeft(
  seen: readonly { contact: LabelledContact; kept: Kept }[],
  contact: LabelledContact,
  kept: Kept,
): boolean {
  const last = seen.findLast((each) => each.contact.machine === contact.machine);
  return kept.isReview || last?.kept.isReview === true;
}

function isPlain(before: LabelledContact, contact: LabelledContact): boolean {
  const said = ({ evidence }: LabelledContact) => JSON.stringify({ ...evidence, oldDeviceId: undefined });
  return said(before) === said(contact);
}

/** The sum of scores. */
export function addUp(scores: readonly Score[]): Score {
  const sum: Score = { cases: 0, falseMerges: 0, trueMatches: 0, automatic: 0, reviews: 0, faults: [] };
  for (const score of scores) {
    sum.cases += score.cases;
    sum.falseMerges += score.falseMerges;
    sum.trueMatches += score.trueMatches;
    sum.automatic += score.automatic;
    sum.reviews += score.reviews;
    sum.faults.push(...score.faults);
  }
  return sum;
}

/** Scores by class as a table of Markdown. */
export function formatScores(byClass: ReadonlyMap<string, Score>): string {
  const lines = [
    '| class | cases | false merges | true matches | automatic | left to a person |',
    '|---|--:|--:|--:|--:|--:|',
  ];
  for (const [name, score] of [...byClass, ['all', addUp([...byClass.values()])] as const]) {
    const { cases, falseMerges, trueMatches, automatic, reviews } = score;
    lines.push(`| ${name} | ${cases} | ${falseMerges} | ${trueMatches} | ${automatic} | ${reviews} |`);
  }
  return lines.join('\n');
}
