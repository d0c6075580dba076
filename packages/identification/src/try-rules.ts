import { Estate, type PastContact, type Step } from './estate.ts';
import type { Rules } from './rules.ts';

/** A contact that other rules would have decided otherwise. */
export interface Difference {
  readonly contact: PastContact;
  readonly current: Outcome;
  readonly tried: Outcome;
}

/** What rules made of a contact. Devices go by the number of the contact that founded them, counted from 0. */
export interface Outcome {
  readonly outcome: Step['decision']['outcome'];
  readonly foundedBy: number;
  readonly because: string;
}

/** What trying rules came to. */
export interface Trial {
  readonly contacts: number;
  /** Devices after all contacts. */
  readonly devices: { readonly current: number; readonly tried: number };
  readonly differences: readonly Difference[];
}

/** Replays contacts under two sets of rules, each in an estate of its own, and tells where they part. */
export function tryRules(contacts: readonly PastContact[], current: Rules, tried: Rules): Trial {
  const ordered = [...contacts].sort((a, b) => a.at - b.at);
  const [before, after] = [replay(ordered, current), replay(ordered, tried)];
  const differences: Difference[] = [];
  ordered.forEach((contact, index) => {
    const [one, other] = [before.outcomes[index], after.outcomes[index]];
    if (one === undefined || other === undefined) {
      return;
    }
    if (one.outcome !== other.outcome || one.foundedBy !== other.foundedBy) {
      differences.push({ contact, current: one, tried: other });
    }
  });
  return {
    contacts: ordered.length,
    devices: { current: before.devices, tried: after.devices },
    differences,
  };
}

function replay(contacts: readonly PastContact[], rules: Rules): { outcomes: Outcome[]; devices: number } {
  const estate = new Estate(rules);
  const founders = new Map<number, number>();
  const outcomes = contacts.map((contact, index) => {
    const { decision, deviceId } = estate.observe(contact);
    const foundedBy = founders.get(deviceId) ?? index;
    founders.set(deviceId, foundedBy);
    return { outcome: decision.outcome, foundedBy, because: decision.because };
  });
  return { outcomes, devices: estate.size };
}
