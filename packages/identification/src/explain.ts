import type { Decision, Obstacle, Verdict } from './decide.ts';
import type { Rules } from './rules.ts';
import { sumUp, type Term } from './weigh.ts';

const NAMES: Readonly<Record<Term['kind'], string>> = {
  uuid: 'UUID',
  serial: 'serial number',
  board: 'board serial number',
  tag: 'asset tag',
  mac: 'hardware address',
  disk: 'disk',
  name: 'name',
  model: 'model',
  deviceId: 'DEVICEID',
  oldDeviceId: 'former DEVICEID',
};

const OBSTACLES: Readonly<Record<Obstacle, string>> = {
  distinct: 'the two have been told apart before',
  key: 'it owns a key that did not sign this contact',
  returned: 'this DEVICEID had been given up and came back: two machines report in turns',
  overlap: 'it was heard of while this one was alive: there are two',
  'other-parts': 'adapters and disks are others: it may be a disk image, or values that a whole series has',
  'may-be-copy': 'one virtual machine may be a copy of the other until it has been silent for longer',
  rival: 'another device fits as well and is another machine',
};

type Explanation = Pick<Decision, 'because' | 'counterfactual'>;

/** Says for people what decided, and what would have decided otherwise. */
export function explainOutcome(
  choice: Pick<Decision, 'outcome' | 'deviceId'>,
  verdicts: readonly Verdict[],
  rules: Rules,
): Explanation {
  const subject = verdicts.find((verdict) => verdict.id === choice.deviceId) ?? verdicts[0];
  if (subject === undefined) {
    return { because: 'No known device has any identifier of this contact', counterfactual: null };
  }
  const machine = rules[subject.machine];
  const points = `${subject.score} points for device ${subject.id} (${describe(subject.terms)})`;
  const against = subject.obstacle === null ? '' : `, but ${OBSTACLES[subject.obstacle]}`;
  const because = `${points}; the same device from ${rules.sameFrom}${against}`;
  if (choice.outcome === 'same') {
    return { because, counterfactual: withoutOneTerm(subject, rules, machine) };
  }
  return { because, counterfactual: withoutSharing(subject, rules, machine) };
}

/** One line of what agrees and differs. */
function describe(terms: readonly Term[]): string {
  const parts = terms.map((term) => {
    const shared = term.sharedBy > 0 ? `, shared with ${term.sharedBy} more` : '';
    const sign = term.points < 0 ? '' : '+';
    return `${NAMES[term.kind]} ${term.says} ${sign}${Math.round(term.points * 10) / 10}${shared}`;
  });
  return parts.join('; ') || 'nothing to compare';
}

type Machine = Rules['physical'];

/** Of a match: the evidence without which it would be none. */
function withoutOneTerm(verdict: Verdict, rules: Rules, machine: Machine): string | null {
  const needed = verdict.terms.filter(
    (term) =>
      term.points > 0 &&
      sumUp(
        verdict.terms.filter((other) => other !== term),
        machine,
      ) < rules.sameFrom,
  );
  return needed.length === 0
    ? null
    : `Would not be the same device without: ${needed.map((term) => NAMES[term.kind]).join(', ')}`;
}

/** Of a device kept apart: what would have made it the same. */
function withoutSharing(verdict: Verdict, rules: Rules, machine: Machine): string | null {
  if (verdict.obstacle !== null) {
    return `Would be device ${verdict.id} if it were not for this: ${OBSTACLES[verdict.obstacle]}`;
  }
  for (const change of ['shared', 'differs'] as const) {
    const found = verdict.terms.find((term) => {
      const wanted = change === 'shared' ? term.sharedBy > 0 : term.says === 'differs';
      const instead = { ...term, points: change === 'shared' ? term.weight : 0 };
      return (
        wanted &&
        sumUp(
          verdict.terms.map((each) => (each === term ? instead : each)),
          machine,
        ) >= rules.sameFrom
      );
    });
    if (found !== undefined) {
      const what =
        change === 'shared' ? `were not shared with ${found.sharedBy} more devices` : 'did not differ';
      return `Would be device ${verdict.id} if its ${NAMES[found.kind]} ${what}`;
    }
  }
  return null;
}
