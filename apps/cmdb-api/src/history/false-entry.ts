/** The first entry of a history that is false; the message names it. */
export class FalseEntry extends Error {}

/** @throws FalseEntry */
export function demand(condition: boolean, fault: string): asserts condition {
  if (!condition) throw new FalseEntry(fault);
}
