import type { Provenance, ValueCandidate } from '../api/types.ts';
import { formatInstant } from '../values/instants.ts';

/** What is said of a value that a person has set against the sources; `undefined` where nothing has to be. */
export function describeOverride(
  provenance: Provenance,
  others: readonly ValueCandidate[],
  format: (value: unknown) => string,
): string | undefined {
  const { expiresAt, reason } = provenance;
  const said = others
    .filter((each) => !each.holds)
    .map((each) => `${each.source} says ${format(each.value)}`);
  if (
    provenance.source !== 'person' ||
    (expiresAt === undefined && reason === undefined && said.length === 0)
  ) {
    return undefined;
  }
  const until = expiresAt === undefined ? '' : ` until ${formatInstant(expiresAt)}`;
  const why = reason === undefined ? '' : `, because: ${reason}`;
  return [`Set by hand${until}${why}`, ...said].join('; ');
}
