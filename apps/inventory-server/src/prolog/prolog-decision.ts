/** What the decision looks at. */
export interface PrologInput {
  isKnownDevice: boolean;
  /** FREQUENCY of all devices in days; 0 = always, -1 = never. */
  globalFrequency: number;
  /** FREQUENCY of the device or its groups. */
  ownFrequency: number | undefined;
  /** Days since the device's last inventory; undefined when there was none. */
  daysSinceInventory: number | undefined;
}

/** Whether an inventory is wanted; `isFinal`: the reply carries no orders. */
export interface PrologDecision {
  response: 'SEND' | 'STOP';
  isFinal: boolean;
}

const SEND: PrologDecision = { response: 'SEND', isFinal: false };
const STOP: PrologDecision = { response: 'STOP', isFinal: false };
const NEVER: PrologDecision = { response: 'STOP', isFinal: true };

/**
 * May the device send an inventory now? The value of all devices is looked at first: where it says always or never,
 * a device's own does not count (OCS: Server/Communication.pm, `_prolog`).
 */
export function decideProlog(input: PrologInput): PrologDecision {
  if (input.globalFrequency === -1) {
    return NEVER;
  }
  if (!input.isKnownDevice || input.globalFrequency === 0) {
    return SEND;
  }
  const frequency = input.ownFrequency ?? input.globalFrequency;
  if (frequency === -1) {
    return NEVER;
  }
  if (frequency === 0 || input.daysSinceInventory === undefined) {
    return SEND;
  }
  return input.daysSinceInventory > frequency ? SEND : STOP;
}
