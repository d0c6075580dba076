import type { Decision } from './decide.ts';

/** Where a contact is kept, as its decision has it. */
export type Placement =
  /** With the device that reports under this DEVICEID. */
  | { readonly kind: 'own'; readonly id: number }
  /** With a known device, which reports under this DEVICEID from now on. */
  | { readonly kind: 'take-over'; readonly id: number }
  /** With a known device, though another goes by this DEVICEID too: an installation that came to other hardware. */
  | { readonly kind: 'alias'; readonly id: number }
  /** As the device that had given up this DEVICEID: the merge is taken back. */
  | { readonly kind: 'give-back'; readonly id: number }
  /** As a device of its own; `apart` under another name, because its DEVICEID is another's. */
  | { readonly kind: 'found'; readonly apart: boolean };

/** Says where a contact is kept. */
export function placeContact(decision: Decision): Placement {
  const own = decision.verdicts.some((verdict) => verdict.isOwn);
  const found = decision.verdicts.find((verdict) => verdict.id === decision.deviceId);
  if (decision.outcome === 'same' && found !== undefined) {
    const kind = found.isOwn ? 'own' : own ? 'alias' : 'take-over';
    return { kind, id: found.id };
  }
  const returned = decision.verdicts.find((verdict) => verdict.obstacle === 'returned');
  if (returned !== undefined && !own) {
    return { kind: 'give-back', id: returned.id };
  }
  return { kind: 'found', apart: own };
}
